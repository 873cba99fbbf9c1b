"""States of a ticket and of an order by their shipped names (rules.md §2.1, §2.3)."""

REGISTERED = "Ticket Registered"
ANSWERED = "Ticket Answered"
OUT_OF_SCOPE = "Ticket Out of Scope"
ACCUSATION = "Ticket Accusation Forwarded"
PENDING = "Ticket Pending Approval"
IN_HANDLING = "Ticket In Handling"
VILLAGE = "Ticket Village Coordination"
TO_FEED_BACK = "Ticket To Feed Back"
AWAITING_RATING = "Ticket Awaiting Rating"
JOINT_REVIEW = "Ticket Joint Review"
CLOSED = "Ticket Closed"
ARCHIVED = "Ticket Archived"
ENTRUSTED = "Ticket Entrusted"
CONVERTED = "Ticket Converted"
MERGED = "Ticket Merged"
WITHDRAWN = "Ticket Withdrawn"

# there is an answer to tell: the unit's, the office's own, or whose matter it is
ANSWER_STANDS = (ANSWERED, OUT_OF_SCOPE, TO_FEED_BACK, AWAITING_RATING, JOINT_REVIEW, CLOSED, ARCHIVED)
# until the answer the reporter may withdraw it
WITHDRAWABLE = (REGISTERED, PENDING, IN_HANDLING, VILLAGE)
# nothing is to be done any more
TICKET_ENDED = (CLOSED, ARCHIVED, MERGED, WITHDRAWN)

ISSUED = "Order Issued"
ACKNOWLEDGED = "Order Acknowledged"
RETURN_REQUESTED = "Order Return Requested"
EXTENSION_REQUESTED = "Order Extension Requested"
REPLIED = "Order Replied"
ACCEPTED = "Order Accepted"
ORDER_WITHDRAWN = "Order Withdrawn"

# the unit has not answered yet
ORDER_OPEN = (ISSUED, ACKNOWLEDGED, RETURN_REQUESTED, EXTENSION_REQUESTED)
# the unit has answered, and was not asked again
ORDER_ANSWERED = (REPLIED, ACCEPTED)
