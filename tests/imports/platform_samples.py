"""Invented data in the shapes that platforms use, with the mapping that reads them and what comes out."""

from __future__ import annotations

from typing import Any, NamedTuple


class Sample(NamedTuple):
    """A file, its mapping, and paths of its records (``1:name``: of the second) with their values."""

    ext: str
    content: str
    mapping: str
    values: dict[str, Any]
    remark: tuple[str, ...] = ()


SAMPLES = {
    'XML within a text': Sample(
        'json',
        '{"items": [{"ITEM_CODE": "JS01", "ITEM_NAME": "排水许可", "ITEM_EXT_INFO_XML": "<root><item><legalday>20</legalday><sfsf>0</sfsf><cl><row><mc>申请表</mc><bx>1</bx></row><row><mc>排水图</mc><bx>2</bx></row></cl></item></root>", "KIND": "XK"}]}',
        """
id = "js"
title = "江苏权力库"
kind = "service_guide"
detect = ["ITEM_CODE", "ITEM_NAME"]
codes = "c0109"
[[value]]
path = "ITEM_NAME"
field = "item_name"
[[value]]
path = "KIND"
field = "task_type"
[[value]]
path = "ITEM_EXT_INFO_XML.root.item.legalday"
field = "legal_limit"
unit_word = "工作日"
[[value]]
path = "ITEM_EXT_INFO_XML.root.item.sfsf"
field = "is_fee"
[[rows]]
path = "ITEM_EXT_INFO_XML.root.item.cl.row"
table = "materials"
columns = { mc = "name", bx = "necessity" }
[labels]
ITEM_CODE = "江苏编码"
""",
        {'item_name': '排水许可', 'task_type': 'administrative_licence', 'legal_limit': {'amount': 20, 'unit': 'working_day'}, 'is_fee': False, 'materials.#': 2, 'materials.1.name': '排水图', 'materials.1.necessity': 'unnecessary'},
        ('江苏编码：JS01',),
    ),
    'codes with words for days, an HTML table of materials': Sample(
        'json',
        '{"custom": {"code": 1, "taskinfo": {"taskname": "医疗广告审查", "item_id": "37A1", "type": "01", "applyertype": "20;10", "anticipate_day": 999, "promise_day": 0, "charge_flag": "0", "transact_addr": "一楼&amp;nbsp;&amp;nbsp;3号窗", "material": "<table border=1><tr><th>序号</th><th>材料名称</th><th>份数</th><th>必要性</th></tr><tr><td>1</td><td>申请表</td><td>2</td><td>必要</td></tr><tr><td>2</td><td>成品样件</td><td>1</td><td>非必要</td></tr></table>"}}}',
        """
id = "sd"
title = "山东新点"
kind = "service_guide"
detect = ["taskname", "applyertype"]
codes = "c0109"
[[value]]
path = "taskname"
field = "item_name"
[[value]]
path = "type"
field = "task_type"
[[value]]
path = "applyertype"
field = "service_object"
[[value]]
path = "anticipate_day"
field = "legal_limit"
unit_word = "工作日"
[[value]]
path = "promise_day"
field = "promise_limit"
unit_word = "工作日"
[[value]]
path = "charge_flag"
field = "is_fee"
[[value]]
path = "transact_addr"
field = "handle_places.address"
[[rows]]
path = "material"
table = "materials"
[codes_of]
applyertype = { "10" = "企业法人", "20" = "自然人" }
promise_day = { "0" = "即办" }
anticipate_day = { "999" = "无" }
""",
        {'item_name': '医疗广告审查', 'service_object': ['natural_person', 'enterprise'], 'promise_limit': {'amount': 0, 'unit': 'working_day'}, 'is_fee': False, 'handle_places.0.address': '一楼 3号窗', 'materials.#': 2, 'materials.0.name': '申请表', 'materials.0.original_count': 2, 'materials.1.necessity': 'unnecessary'},
        ('37A1',),
    ),
    'lists and JSON within texts': Sample(
        'json',
        '{"data": {"rows": [{"qlName": "户外广告设置许可", "qlKind": "01", "serviceObject": "[\\"1\\",\\"2\\"]", "transactType": "窗口办理^网上办理", "isOnline": "是", "materials": "[{\\"materialName\\":\\"申请书\\",\\"materialNum\\":\\"1\\"},{\\"materialName\\":\\"效果图\\",\\"materialNum\\":\\"2\\"}]"}]}}',
        """
id = "zj"
title = "浙江权力事项库"
kind = "service_guide"
detect = ["qlName", "qlKind"]
codes = "c0109"
[[value]]
path = "qlName"
field = "item_name"
[[value]]
path = "qlKind"
field = "task_type"
[[value]]
path = "serviceObject"
field = "service_object"
[[value]]
path = "transactType"
field = "handle_form"
[[value]]
path = "isOnline"
field = "is_online"
[[rows]]
path = "materials"
table = "materials"
columns = { materialName = "name", materialNum = "original_count" }
""",
        {'item_name': '户外广告设置许可', 'task_type': 'administrative_licence', 'service_object': ['natural_person', 'enterprise'], 'handle_form': ['counter', 'online'], 'is_online': True, 'materials.#': 2, 'materials.1.name': '效果图', 'materials.1.original_count': 2},
        (),
    ),
    'JSON within JSON, labels and values': Sample(
        'json',
        '{"code": "200", "data": "{\\"list\\": [{\\"taskName\\": \\"食品经营许可\\", \\"taskType\\": 1, \\"fields\\": [{\\"label\\": \\"法定办结时限\\", \\"value\\": \\"20个工作日\\"}, {\\"label\\": \\"受理条件\\", \\"value\\": \\"有场所<br/>有设备\\"}, {\\"label\\": \\"办件类型\\", \\"value\\": \\"承诺件\\"}, {\\"label\\": \\"特色服务\\", \\"value\\": \\"帮办\\"}]}]}"}',
        """
id = "gd"
title = "广东事项"
kind = "service_guide"
detect = ["taskName", "fields.label"]
codes = "c0109"
synonyms = true
[[pairs]]
path = "fields"
name = "label"
value = "value"
[[value]]
path = "taskName"
field = "item_name"
[[value]]
path = "taskType"
field = "task_type"
""",
        {'item_name': '食品经营许可', 'task_type': 'administrative_licence', 'legal_limit': {'amount': 20, 'unit': 'working_day'}, 'accept_condition': '有场所\n有设备', 'project_type': 'commitment'},
        ('特色服务：帮办',),
    ),
    'one line a material': Sample(
        'csv',
        'itemCode,itemName,serviceType,clName,clNum\nS1,出生登记,自然人、企业法人,出生证明,1\nS1,出生登记,自然人、企业法人,户口簿,1\nS2,注销登记,1|2,申请表,2\n',
        """
id = "sc"
title = "四川导出"
kind = "service_guide"
detect = ["itemCode", "itemName"]
codes = "c0109"
group = "itemCode"
[[value]]
path = "itemName"
field = "item_name"
[[value]]
path = "serviceType"
field = "service_object"
[[rows]]
path = "rows"
table = "materials"
columns = { clName = "name", clNum = "original_count" }
""",
        {'item_name': '出生登记', 'service_object': ['natural_person', 'enterprise'], 'materials.#': 2, 'materials.1.name': '户口簿', '1:item_name': '注销登记', '1:service_object': ['natural_person', 'enterprise'], '1:materials.0.original_count': 2},
        (),
    ),
    'codes A02 and L4': Sample(
        'json',
        '[{"CATANAME": "对擅自取水的处罚", "CATATYPE": "A02", "DEPTNAME": "岚川县水务局", "XSCJ": "L4", "LAWBASIS": "《中华人民共和国水法》第四十八条", "STATE": "Z9"}]',
        """
id = "ln"
title = "辽宁权力库"
kind = "power_item"
detect = ["CATANAME", "CATATYPE"]
[code_tables.types]
A01 = "行政许可"
A02 = "行政处罚"
[code_tables.levels]
L3 = "市级"
L4 = "县级"
[codes_of]
CATATYPE = "types"
XSCJ = "levels"
STATE = { "1" = "在用" }
[[value]]
path = "CATANAME"
field = "name"
[[value]]
path = "CATATYPE"
field = "power_type"
[[value]]
path = "DEPTNAME"
field = "exercising_org"
[[value]]
path = "XSCJ"
field = "use_level"
[[value]]
path = "LAWBASIS"
field = "basis"
[[value]]
path = "STATE"
field = "item_status"
""",
        {'@kind': 'power_item', 'power_type': 'administrative_penalty', 'use_level': 'county', 'basis.0.title': '中华人民共和国水法', 'exercising_org': '岚川县水务局'},
        ('STATE：Z9',),
    ),
    'lists of texts, a moment in UTC': Sample(
        'json',
        '{"items": [{"itemName": "居住证签注", "itemNo": "31", "material": ["申请表", "身份证"], "publishTime": "2023-12-31T16:00:00Z", "personType": ["自然人"], "channel": ["1", "2"], "hotline": ["021-12345", "021-67890"]}]}',
        """
id = "sh"
title = "上海一网通办"
kind = "service_guide"
detect = ["itemName", "itemNo"]
codes = "c0109"
[[value]]
path = "itemName"
field = "item_name"
[[value]]
path = "publishTime"
field = "publish_date"
[[value]]
path = "personType"
field = "service_object"
[[value]]
path = "channel"
field = "handle_form"
[[value]]
path = "hotline"
field = "consult_ways.contact"
with = { way = "phone" }
[[rows]]
path = "material"
table = "materials"
""",
        {'item_name': '居住证签注', 'publish_date': '2024-01-01', 'service_object': ['natural_person'], 'handle_form': ['counter', 'online'], 'consult_ways.#': 2, 'consult_ways.1.contact': '021-67890', 'materials.#': 2, 'materials.1.name': '身份证'},
        (),
    ),
    'a list written as an object, yes and no in letters': Sample(
        'json',
        '{"result": {"0": {"sxmc": "殡葬设施建设审批", "sxid": "1", "sfwb": "Y", "sfsf": "N", "yyfw": "不支持", "wlkd": "T", "zzzd": "F"}, "1": {"sxmc": "公墓年检", "sxid": "2", "sfwb": "N", "sfsf": "Y"}}}',
        """
id = "hb"
title = "湖北"
kind = "service_guide"
detect = ["sxmc", "sxid"]
[[value]]
path = "sxmc"
field = "item_name"
[[value]]
path = "sfwb"
field = "is_online"
[[value]]
path = "sfsf"
field = "is_fee"
[[value]]
path = "yyfw"
field = "is_schedule"
[[value]]
path = "wlkd"
field = "is_express"
[[value]]
path = "zzzd"
field = "is_self_terminal"
""",
        {'item_name': '殡葬设施建设审批', 'is_online': True, 'is_fee': False, 'is_schedule': False, 'is_express': True, 'is_self_terminal': False, '1:item_name': '公墓年检', '1:is_fee': True},
        (),
    ),
    'a dump of a data base in XML': Sample(
        'xml',
        '<?xml version="1.0"?><mysqldump><database name="sx"><table_data name="item"><row><field name="sx_name">养犬登记</field><field name="sx_type">07</field><field name="memo"/></row><row><field name="sx_name">犬证注销</field><field name="sx_type">7</field></row></table_data></database></mysqldump>',
        """
id = "dump"
title = "数据库转储"
kind = "service_guide"
detect = ["field.name"]
codes = "c0109"
[[pairs]]
path = "field"
name = "name"
value = "#text"
[[value]]
path = "field.sx_name"
field = "item_name"
[[value]]
path = "field.sx_type"
field = "task_type"
""",
        {'item_name': '养犬登记', 'task_type': 'administrative_confirmation', '1:item_name': '犬证注销', '1:task_type': 'administrative_confirmation'},
        (),
    ),
    'an encoded HTML table with merged cells': Sample(
        'json',
        '{"data": [{"name": "建筑垃圾处置核准", "no": "34", "clb": "&lt;table&gt;&lt;tbody&gt;&lt;tr&gt;&lt;td&gt;材料名称&lt;/td&gt;&lt;td&gt;来源渠道&lt;/td&gt;&lt;td&gt;备注&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;申请表&lt;/td&gt;&lt;td rowspan=2&gt;申请人自备&lt;/td&gt;&lt;td&gt;&lt;/td&gt;&lt;/tr&gt;&lt;tr&gt;&lt;td&gt;&lt;p&gt;处置&lt;/p&gt;&lt;p&gt;方案&lt;/p&gt;&lt;/td&gt;&lt;td&gt;盖章&lt;/td&gt;&lt;/tr&gt;&lt;/tbody&gt;&lt;/table&gt;&lt;p&gt;注：复印件加盖公章&lt;/p&gt;"}]}',
        """
id = "ah"
title = "安徽"
kind = "service_guide"
detect = ["name", "clb"]
[[value]]
path = "name"
field = "item_name"
[[rows]]
path = "clb"
table = "materials"
""",
        {'materials.#': 2, 'materials.0.name': '申请表', 'materials.1.source_channel': 'applicant', 'materials.1.name': '处置 方案', 'materials.1.remark': '盖章'},
        ('复印件加盖公章',),
    ),
    'codes that became numbers': Sample(
        'json',
        '{"data": {"items": [{"name": "二手车备案", "taskType": 20, "useLevel": 2.0, "legalDay": 20.0, "legalUnit": 1, "promiseDay": 5, "promiseUnit": 2, "num": 0, "code": 1234567890123456789012345678901}]}}',
        """
id = "bj"
title = "北京"
kind = "service_guide"
detect = ["name", "taskType"]
codes = "c0109"
[[value]]
path = "name"
field = "item_name"
[[value]]
path = "taskType"
field = "task_type"
[[value]]
path = "useLevel"
field = "use_level"
[[value]]
path = "legalDay"
field = "legal_limit"
unit = "legalUnit"
[[value]]
path = "promiseDay"
field = "promise_limit"
unit = "promiseUnit"
[[value]]
path = "num"
field = "scene_num"
[[value]]
path = "code"
field = "impl_code"
[codes_of]
promiseUnit = { "2" = "自然日" }
""",
        {'task_type': 'public_service', 'use_level': 'provincial', 'legal_limit': {'amount': 20, 'unit': 'working_day'}, 'promise_limit': {'amount': 5, 'unit': 'calendar_day'}, 'scene_num': 0, 'impl_code': '1234567890123456789012345678901'},
        (),
    ),
    'columns split alike': Sample(
        'csv',
        'sxmc,sxbh,clmc,clfs,zxdh\n草原防火通行证,XJ1,申请表^身份证^车辆行驶证,1^2^1,0990-1234567;0990-7654321\n',
        """
id = "xj"
title = "新疆"
kind = "service_guide"
detect = ["sxmc", "sxbh"]
[[value]]
path = "sxmc"
field = "item_name"
[[value]]
path = "clmc"
field = "materials.name"
split = "^"
[[value]]
path = "clfs"
field = "materials.original_count"
split = "^"
[[value]]
path = "zxdh"
field = "consult_ways.contact"
split = ";"
with = { way = "phone" }
""",
        {'materials.#': 3, 'materials.1.name': '身份证', 'materials.1.original_count': 2, 'consult_ways.#': 2, 'consult_ways.1.way': 'phone'},
        (),
    ),
    'a page with sections and a table': Sample(
        'json',
        '[{"title": "医师执业注册", "id": 8, "content": "<p>一、受理条件：取得医师资格。</p><p>二、申请材料：</p><table><tr><td>材料名称</td><td>份数</td></tr><tr><td>注册申请表</td><td>2</td></tr><tr><td>资格证书</td><td>1</td></tr></table><p>三、办理时限：20个工作日</p>"}]',
        """
id = "jx"
title = "江西页面"
kind = "service_guide"
detect = ["title", "content"]
[[value]]
path = "title"
field = "item_name"
[[value]]
path = "content"
html = true
""",
        {'accept_condition': '取得医师资格。', 'materials.#': 2, 'materials.1.name': '资格证书', 'materials.0.original_count': 2, 'promise_limit': {'amount': 20, 'unit': 'working_day'}},
        (),
    ),
    'deleted entries': Sample(
        'json',
        '[{"MC": "采矿许可", "BM": "1", "ISDEL": "0"}, {"MC": "作废的", "BM": "2", "ISDEL": "1"}]',
        """
id = "gs"
title = "甘肃"
kind = "service_guide"
detect = ["MC", "BM"]
only = { ISDEL = ["0"] }
[[value]]
path = "MC"
field = "item_name"
""",
        {'item_name': '采矿许可'},
        (),
    ),
    'items of departments': Sample(
        'json',
        '{"ret": 0, "result": [{"deptName": "水务局", "catalogs": [{"catalogName": "取水", "matters": [{"matterName": "取水许可", "matterId": 1, "lawDays": "20"}, {"matterName": "取水延续", "matterId": 2, "lawDays": "10"}]}]}, {"deptName": "林业局", "catalogs": [{"catalogName": "采伐", "matters": [{"matterName": "采伐许可", "matterId": 3, "lawDays": "15"}]}]}]}',
        """
id = "o"
title = "某平台"
kind = "service_guide"
codes = "c0109"
detect = ["matterName","matterId"]
[[value]]
path="matterName"
field="item_name"
[[value]]
path="deptName"
field="org_name"
[[value]]
path="lawDays"
field="legal_limit"
unit_word="工作日"
[labels]
catalogName="目录"
""",
        {'item_name': '取水许可', 'org_name': '水务局', '2:org_name': '林业局', '2:legal_limit': {'amount': 15, 'unit': 'working_day'}},
        ('目录：取水',),
    ),
    'citations as whole texts': Sample(
        'json',
        '[{"sx": "排污许可", "id": "1", "laws": [{"content": "《中华人民共和国水污染防治法》第二十一条", "url": "http://a"}, {"content": "《排污许可管理条例》第二条"}]}]',
        """
id = "o"
title = "某平台"
kind = "service_guide"
codes = "c0109"
detect=["sx","laws"]
[[value]]
path="sx"
field="item_name"
[[rows]]
path="laws"
table="legal_basis"
columns={ content="*" }
""",
        {'legal_basis.#': 2, 'legal_basis.1.title': '排污许可管理条例', 'legal_basis.0.article_no': None},
        ('http://a',),
    ),
    'numbered keys': Sample(
        'csv',
        'code,name,m1,n1,m2,n2\n1,出入境,照片,2,护照,1\n',
        """
id = "o"
title = "某平台"
kind = "service_guide"
codes = "c0109"
detect=["code","name"]
[[value]]
path="name"
field="item_name"
[[value]]
path="m1"
field="materials.name"
[[value]]
path="n1"
field="materials.original_count"
[[value]]
path="m2"
field="materials.name"
[[value]]
path="n2"
field="materials.original_count"
""",
        {'materials.#': 2, 'materials.0.original_count': 2, 'materials.1.name': '护照', 'materials.1.original_count': 1},
        (),
    ),
}  # fmt: skip
