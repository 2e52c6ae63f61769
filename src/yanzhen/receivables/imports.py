"""What can be imported of invoices and receipts. Receipts settle invoices, so their service writes them."""

from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Noun, declare
from yanzhen.receivables.models import Invoice, Receipt
from yanzhen.receivables.services import receipts

declare(
    Noun(
        Invoice,
        ("number",),
        codes=frozenset({"order_number"}),
        derived={"owner": ("customer",), "unit": ("owner", "customer")},
    )
)
declare(
    Noun(Receipt, ("number",), without=frozenset({"owner", "unit"}), create=receipts.create, change=receipts.change)
)

words.declare(
    "receivables.invoice",
    number=("发票号码", "发票编号", "invoice no", "invoice", "票号"),
    customer=("购方名称", "购买方", "购货单位", "bill to", "buyer"),
    order_number=("销售订单号", "关联订单", "sales order", "order no", "order"),
    issued_on=("开票时间", "发票日期", "日期", "invoice date", "date"),
    due_on=("应收日期", "应付日期", "账期到期日", "due date", "due"),
    amount=("未收金额", "应收金额", "应收余额", "余额", "open amount", "balance"),
    owner=("业务员", "销售代表", "sales rep"),
)
words.declare(
    "receivables.receipt",
    number=("收款编号", "流水号", "receipt no", "payment number"),
    customer=("付款方", "付款单位", "payer", "paid by"),
    received_on=("到账日期", "日期", "入账日期", "date", "payment date"),
    method=("结算方式", "付款方式", "payment method"),
    amount=("收款金额", "到账金额", "paid amount"),
)
