"""Why a race may stay green without a lock, decided once for each; the soak of locks tells only what is not in here."""

from __future__ import annotations

EITHER = "either order of the two is legal, so the lock only decides which it is"
MOVES = "the document moves by one statement that names the status before, so whoever comes second is refused, and all she wrote with it"
HELD = "the same transaction has locked the same rows before, so that this lock only says so again"
AGAIN = "the figures are guarded by the limits' path that follows, and whoever draws holds the line and looks at it again"
UNIQUE = "a unique constraint decides, whoever has looked first, and the loser is told so"
STATEMENT = "one statement looks and changes, and whoever changed nothing writes nothing"
ADDS = "what is taken or claimed is added by one UPDATE, and a CHECK bounds the sum"
FIRST = "both begin by writing one row, which holds it as a lock does: what they decide by is read after that"
KEYED = "the errand's key lets one in and answers the others"
IN_A_RING = "it looks at the order in which locks are taken: without any lock nobody waits for anybody"
RACES: dict[str, str] = {
    "tests/races/test_acquirer.py::test_a_call_against_paying_another_way_keeps_one_of_them": MOVES,
    "tests/races/test_acquirer.py::test_a_pay_code_read_at_two_tills_at_once_pays_one_of_them": UNIQUE,
    "tests/races/test_acquirer.py::test_a_refund_against_the_hand_over_gives_back_once_or_not_at_all[1]": MOVES,
    "tests/races/test_acquirer.py::test_a_scanned_sale_is_completed_by_the_call_while_errands_take_the_same_shelves": IN_A_RING,
    "tests/races/test_cards.py::test_a_code_that_two_tills_read_at_once_pays_one_of_them": UNIQUE,
    "tests/races/test_cards.py::test_a_refusal_and_paying_another_way_let_go_of_the_card_once[-1]": MOVES,
    "tests/races/test_earmarks.py::test_an_order_called_off_while_it_is_received_holds_what_came": MOVES,
    "tests/races/test_order_life.py::test_a_short_hand_over_and_a_whole_one_at_once_are_one_of_them": MOVES,
    "tests/races/test_order_life.py::test_an_acceptance_in_the_last_moment_or_the_money_back[-1]": MOVES,
    "tests/races/test_order_life.py::test_an_acceptance_in_the_last_moment_or_the_money_back[1]": MOVES,
    "tests/races/test_order_life.py::test_short_hand_overs_of_one_errand_and_one_shop_never_wait_in_a_ring": IN_A_RING,
    "tests/races/test_order_life.py::test_sweeps_at_once_end_each_order_once_and_pause_the_shop_once": MOVES,
    "tests/races/test_orders.py::test_a_hand_over_and_a_rejection_at_once_do_one_of_them": MOVES,
    "tests/races/test_orders.py::test_an_order_is_accepted_or_cancelled_never_both[-1]": MOVES,
    "tests/races/test_orders.py::test_an_order_is_accepted_or_cancelled_never_both[1]": MOVES,
    "tests/races/test_orders.py::test_buttons_pressed_at_once_move_an_order_one_step": MOVES,
    "tests/races/test_orders.py::test_handing_over_at_once_settles_once": MOVES,
    "tests/races/test_orders.py::test_the_same_key_sixty_four_times_is_one_errand": KEYED,
    "tests/races/test_orders.py::test_two_hundred_buyers_of_fifty_bottles_get_fifty": ADDS,
    "tests/races/test_orders.py::test_two_lines_of_one_article_take_their_sum": ADDS,
    "tests/races/test_procurement.py::test_an_order_is_called_off_or_confirmed_never_both": MOVES,
    "tests/races/test_procurement.py::test_one_number_at_once_is_one_invoice": UNIQUE,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[a-delivery-is-counted-and-taken-in]": EITHER,
    "tests/races/test_rivals_aside.py::test_neck_and_neck[refused-goods-leave-as-their-receipt-is-reversed]": EITHER,
    "tests/races/test_rivals_counter.py::test_neck_and_neck[a-use-of-a-voucher-is-undone-by-two]": STATEMENT,
    "tests/races/test_rivals_counter.py::test_neck_and_neck[a-voucher's-sale-is-stopped-by-two]": STATEMENT,
    "tests/races/test_rivals_counter.py::test_neck_and_neck[an-invoice-is-asked-for-by-two]": UNIQUE,
    "tests/races/test_rivals_counter.py::test_neck_and_neck[the-sale-of-a-card-is-stopped-by-two]": STATEMENT,
    "tests/races/test_rivals_dealing.py::test_neck_and_neck[a-group-buy-is-ended-by-two]": STATEMENT,
    "tests/races/test_rivals_office.py::test_neck_and_neck[a-business-becomes-a-supplier-twice]": UNIQUE,
    "tests/races/test_rivals_orders.py::test_neck_and_neck[a-table-is-served-by-two]": MOVES,
    "tests/races/test_rivals_orders.py::test_neck_and_neck[an-order-counts-as-arrived-while-it-is-handed-over]": MOVES,
    "tests/races/test_rivals_orders.py::test_neck_and_neck[an-order-runs-out-while-it-is-accepted]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-change-is-agreed-to-and-the-order-called-off]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-change-is-agreed-to-by-two]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-dispute-is-answered-and-settled]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-dispute-is-answered-by-two]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-dispute-is-settled-by-two]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-payment-that-failed-is-given-up-by-two]": FIRST,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[a-shipment-arrives-and-is-taken-back]": MOVES,
    "tests/races/test_rivals_procurement.py::test_neck_and_neck[the-rest-comes-while-nobody-waits-any-more]": MOVES,
    "tests/races/test_rivals_shelf.py::test_neck_and_neck[a-new-question-is-asked-with-two-articles-in-words]": UNIQUE,
    "tests/races/test_rivals_shelf.py::test_neck_and_neck[a-question-is-asked-no-more-by-two]": STATEMENT,
    "tests/races/test_rivals_shelf.py::test_neck_and_neck[a-size-is-added-by-two]": UNIQUE,
    "tests/races/test_rivals_shelf.py::test_neck_and_neck[an-article-is-listed-at-a-branch-by-two]": UNIQUE,
    "tests/races/test_sourcing.py::test_a_request_is_called_off_or_awarded[-1]": MOVES,
    "tests/races/test_sourcing.py::test_a_request_is_called_off_or_awarded[1]": MOVES,
    "tests/races/test_stock.py::test_one_sale_told_many_times_at_once_leaves_the_shelf_once": KEYED,
    "tests/races/test_till.py::test_goods_come_back_once": ADDS,
    "tests/races/test_till.py::test_no_more_leaves_a_drawer_than_is_in_it": ADDS,
    "tests/races/test_till.py::test_one_drawer_is_opened_once": UNIQUE,
    "tests/races/test_till.py::test_paying_a_tab_and_selling_on_it_never_wait_in_a_ring": IN_A_RING,
    "tests/races/test_till.py::test_the_same_sale_sixty_four_times_is_one_sale": KEYED,
    "tests/races/test_till.py::test_two_cashiers_sell_from_one_drawer": ADDS,
}
LOCKS: dict[str, str] = {
    "merchants/sourcing/access.py:buyers_rfq < merchants/sourcing/actions/asking.py:cancel_rfq": MOVES,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/holding.py:hand_over": AGAIN,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/holding.py:set_aside": AGAIN,
    "lending/earmarks/actions/holding.py:open_line_of < lending/earmarks/actions/paying.py:pay_from_line": HELD,
    "lending/limits/actions/moving.py:locked_path < lending/earmarks/actions/holding.py:hand_over": HELD,
}
