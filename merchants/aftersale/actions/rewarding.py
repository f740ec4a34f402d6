"""Points for members: a sale earns once its window is over and nobody asks anything of it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from merchants.members.public import Matured, Programme, earn_points

from .. import queries

# Settled sales of members since they joined, with what they come to after all that came back: not rewarded yet, or too much.
MATURED = """
SELECT m.id, o.id, n.net FROM members_member m
JOIN orders_order o ON o.shop_id = m.shop_id AND o.buyer_id = m.party_id AND o.status = 'completed' AND o.paid_at >= m.joined_at
CROSS JOIN LATERAL (SELECT SUM(s.goods_minor) AS net FROM settlement_settlement s WHERE s.order_id = o.id AND s.kind IN ('sale', 'reversal')) n
LEFT JOIN members_pointlot l ON l.order_id = o.id
WHERE m.shop_id = %(shop)s AND m.left_at IS NULL AND o.completed_at <= %(until)s AND n.net IS NOT NULL
    AND (l.id IS NULL OR l.net_minor > n.net)
    AND NOT EXISTS (SELECT 1 FROM aftersale_case c WHERE c.order_id = o.id AND c.status NOT IN ('done', 'withdrawn', 'declined', 'rejected'))
ORDER BY o.completed_at, o.id LIMIT %(most)s
"""


@entry
def reward_members(*, shop_id: UUID, at: datetime, most: int = 200) -> int:
    """Give a shop's members the points of what can't come back any more, so many sales at a time; how many were looked at.

    What comes back later all the same takes its points back. Repeating it changes nothing: a sale earns once.
    """
    programme = Programme.objects.select_related("shop").filter(pk=shop_id).first()
    if programme is None:
        return 0
    window = timedelta(hours=queries.terms_on(programme.shop.category, business_date(at)).window_hours)
    with connection.cursor() as cursor:
        cursor.execute(MATURED, {"shop": shop_id, "until": at - window, "most": most})
        sales = [Matured(member, order, int(net)) for member, order, net in cursor.fetchall()]
    return earn_points(sales=sales, at=at) if sales else 0
