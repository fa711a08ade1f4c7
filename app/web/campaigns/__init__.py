"""Campaigns as the console edits them: a campaign file each, its versions, and what was made of it.

The campaign file stays the one form of a campaign, whoever writes it: a form of the console only
writes the same file, so that every check and message is that of `campaign.read`.
"""
