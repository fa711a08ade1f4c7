"""How sure a figure is: intervals, tests and their sample sizes, retention, lift.

No function here says "significant": each gives an interval, and `enough` and `verdict` say in one
word whether it may be shown as more than "k of n". Normal quantiles: `statistics.NormalDist`.
"""
