from django.urls import path

from .views import counter, invoices, receipts, received, shifts, todos, vouchers

app_name = "till"
urlpatterns = [
    path("", counter.till, name="till"),
    path("shell/", counter.shell, name="shell"),
    path("prices/", counter.prices, name="prices"),
    path("customers/", counter.customers, name="customers"),
    path("sales/", receipts.sales, name="sales"),
    path("printer/", receipts.printer, name="printer"),
    path("printer/<int:width>/", receipts.trial, name="trial"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/open/", shifts.open_one, name="open-shift"),
    path("shifts/<uuid:shift_id>/<slug:way>/", shifts.cash, name="shift-cash"),
    path("shifts/<uuid:shift_id>/", shifts.count, name="shift-count"),
    path("todos/", todos.todos, name="todos"),
    path("todos/<uuid:todo_id>/<slug:what>/", todos.decide, name="decide"),
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/<uuid:invoice_id>/take-back/", invoices.take_back, name="take-back"),
    path("voucher/", vouchers.vouchers, name="voucher"),
    path("voucher/take/", vouchers.redeem, name="redeem"),
    path("voucher/<uuid:redemption_id>/undo/", vouchers.undo, name="undo-voucher"),
    path("tab/<uuid:card_id>/", counter.tab_cash, name="tab-cash"),
    path("received/", received.received, name="received"),
    path("received/<uuid:collection_id>/<slug:what>/", received.link, name="link"),
    path("<uuid:order_id>/", counter.code, name="code"),
    path("<uuid:order_id>/read/", received.read_code, name="read-code"),
    path("<uuid:order_id>/receipt/", receipts.receipt, name="receipt"),
    path("<uuid:order_id>/print/", receipts.print_one, name="print"),
    path("<uuid:order_id>/back/", receipts.give_back, name="give-back"),
    path("<uuid:order_id>/invoice/", invoices.ask, name="invoice"),
    path("back/<uuid:return_id>/", receipts.refund, name="refund"),
]
