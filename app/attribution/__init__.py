"""From what happened to who is credited for it. Pure: values in, values out, no clock, no I/O.

matching    conversion -> the code it belongs to, on what evidence, how strong, and why
taps        a call to a shared number -> the codes that may have brought it
reasons     why a match was made, in words
kinds       what can happen: the fields, window and measure of each kind of conversion
money       ISO 4217 exponents, exact amounts
shares      splitting one conversion, and its value, so that the parts sum exactly
credits     match or path + model -> credits; and their mirror for a refund
journeys    touches of one subject -> paths within windows
models/     the attribution models, and the explicit list of them
stats/      intervals, tests, retention, lift, and when to say "not enough data"
"""
