"""How a record stands with the portal, as plain SQL: lists filter and sort by it, and show it.

The same as `desktop.usecases.receiving.standings` says of final records; "" for all others, of which
nothing can have gone out as it is.
"""

from __future__ import annotations

#: In the order in which people must look at them.
PORTAL_STANDINGS = ("conflict", "rejected", "waiting", "unsent", "accepted")

#: A portal that was restored from a backup has forgotten what it accepted before: only its latest
#: epoch counts.
_ACCEPTED = """EXISTS (
    SELECT 1 FROM verdicts AS v WHERE v.uuid = final.uuid AND v.vid = final.vid
    AND v.status = 'accepted' AND v.epoch = (
        SELECT r.epoch FROM receipts AS r WHERE r.portal = v.portal
        ORDER BY r.at DESC, r.seq DESC, r.id DESC LIMIT 1
    )
)"""
_SAID = """(
    SELECT v.status FROM verdicts AS v WHERE v.uuid = final.uuid AND v.vid = final.vid
    ORDER BY v.at DESC, v.seq DESC LIMIT 1
)"""
_SENT = "EXISTS (SELECT 1 FROM dispatches AS d WHERE d.uuid = final.uuid AND d.vid = final.vid)"

#: An expression over a row of ``records``.
PORTAL = f"""CASE WHEN records.state IN ('approved', 'published', 'cancelled') THEN coalesce((
    SELECT CASE WHEN {_ACCEPTED} THEN 'accepted'
    WHEN {_SAID} IN ('rejected', 'conflict') THEN {_SAID}
    WHEN {_SENT} THEN 'waiting' ELSE 'unsent' END
    FROM revisions AS final WHERE final.uuid = records.uuid AND final.n = records.version
), 'unsent') ELSE '' END"""
