"""The trail that can be trusted: a chain over the audit rows, a log of what is read, alerts, and masked values.

`sealing` chains, `verifying` checks, `heads` sends the end of the chain away; `reading` records and counts what people
see; `alerts` tells those who watch; `revealing` shows a masked value by one recorded click.
"""
