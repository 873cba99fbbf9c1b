"""The books print full-width punctuation, as the single papers do (registers.md)."""

import frappe

FULL_WIDTH = str.maketrans(",:;()", "，：；（）")
TEXTS = ("page_foot", "total_foot", "signature_line")
# headings, feet and signatures with half-width marks, as they were shipped
SHIPPED = (
	"反映问题与意见\n(保持原话原意)",
	"接待\n代表\n(层级)",
	"反映人\n签名\n(满意度)",
	"填表人:\n审核人:\n站长(负责人):\n接待代表签名:\n年　　月　　日",
	"全册{建议件数}件(会议期间{会议建议件数}件、闭会期间{闭会建议件数}件)　交办{交办件数}件　答复{答复件数}件　超期未答复{超期件数}件"
	"　办结{办结件数}件　办复率{办复率}　按期办复率{按期办复率}　见面率{见面率}　解决率{解决率}　满意率{满意率}　综合满意率{综合满意率}",
	"填表人:\n审核人:\n负责人(盖章):\n年　　月　　日",
	"承办单位\n(主协办)\n分办单位",
	"反馈日期\n反馈方式\n(满意度)",
	"全册转办{转办件数}件(主办{主办件数}件)　签收{签收件数}件　答复{答复件数}件(按期{按期答复件数}件、逾期{逾期答复件数}件)"
	"　超期未答复{超期未答复件数}件",
	"党派\n(政治\n面貌)",
	"选区\n(选举\n单位)",
	"登记{登记人数}人　在任{在任人数}人　职务{职务数}个(全国{全国职务}、省{省级职务}、市{市级职务}、县{县级职务}、乡镇{乡镇职务})"
	"　男{男}人、女{女}人　少数民族{少数民族}人　中共党员{中共党员}人、非中共{非中共}人　大专以上{大专以上}人"
	"　35岁以下{35岁以下}人、36至55岁{36至55岁}人、56岁以上{56岁以上}人(年龄不详{年龄不详}人)"
	"　职业构成:一线工人{一线工人}、农民{农民}、专业技术人员{专业技术人员}、党政领导干部{党政领导干部}、企业负责人{企业负责人}、"
	"村(社区)干部{村社区干部}、解放军武警{解放军武警}、其他{其他职业}",
	"全册{建议件数}件:会议期间{会议建议件数}件、闭会期间{闭会建议件数}件　交办{交办件数}件　答复{答复件数}件　办结{办结件数}件",
	"反映人\n评价\n(来源)",
)
# what definitions call a value of the rows
WORD, WORD_NOW = "村(社区)", "村（社区）"


def execute() -> None:
	"""Change the texts that are as they were shipped; those that a county wrote itself stay."""
	for field in TEXTS:
		_change("Register Definition", field)
	_change("Register Column", "heading")
	for doctype, field in (("Register Definition", "group_by"), ("Register Definition", "index_by")):
		frappe.db.set_value(doctype, {field: WORD}, field, WORD_NOW, update_modified=False)
	for column in frappe.get_all(
		"Register Column", {"source_field": ("like", f"%{WORD}%")}, ["name", "source_field"]
	):
		contents = column.source_field.replace(WORD, WORD_NOW)
		frappe.db.set_value("Register Column", column.name, "source_field", contents, update_modified=False)


def _change(doctype: str, field: str) -> None:
	for row in frappe.get_all(doctype, {field: ("in", SHIPPED)}, ["name", field]):
		if row[field] in SHIPPED:
			now = row[field].translate(FULL_WIDTH)
			frappe.db.set_value(doctype, row.name, field, now, update_modified=False)
