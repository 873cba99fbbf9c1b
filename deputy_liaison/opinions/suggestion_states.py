"""States of a deputy's suggestion by their shipped names (rules.md §3a)."""

DRAFT = "Suggestion Draft"
SUBMITTED = "Suggestion Submitted"
WITH_DELEGATION = "Suggestion Received by Delegation"
UNDER_REVIEW = "Suggestion Under Review"
RETURNED = "Suggestion Returned to Deputy"
AWAITING_DISPATCH = "Suggestion Awaiting Dispatch"
IN_HANDLING = "Suggestion In Handling"
REPLIED = "Suggestion Replied"
AWAITING_RATING = "Suggestion Awaiting Rating"
JOINT_REVIEW = "Suggestion Joint Review"
CLOSED = "Suggestion Closed"
ARCHIVED = "Suggestion Archived"
MERGED = "Suggestion Merged"
WITHDRAWN = "Suggestion Withdrawn"
SET_ASIDE = "Suggestion Set Aside"
ON_AGENDA = "Bill on the Agenda"

WRITING = (DRAFT, RETURNED)
FINAL = (CLOSED, ARCHIVED, MERGED, WITHDRAWN, SET_ASIDE, ON_AGENDA)
# ended without a reply of a unit
UNANSWERED = (WITHDRAWN, SET_ASIDE, ON_AGENDA)
# a deputy rates the reply, or will
TO_BE_RATED = (IN_HANDLING, REPLIED, AWAITING_RATING, JOINT_REVIEW)

IN_SESSION = "In Session"
