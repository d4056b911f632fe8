"""Traditional characters of headings and choices (mirror pages, MESS §7) → simplified ones.

Only for recognising what a heading or a choice is; texts are stored as they were published.
"""

from __future__ import annotations

_TRADITIONAL = (
    "項類別權責職實據設機關構門稱號編碼備註許審標準條時間務層級圍徵處罰強獎勵檢確認給決發費額資質辦結諾電話諮詢監訴訟開園內對"
    "會體載誰點單鄉鎮縣區國產業養衛醫療農漁規劃環護險評論證書報應財稅價調場節錄庫動態變後廢範負廳屬協組織測繪績執師狀憑遞運輸"
    "郵網線聯絡預約領現優樣顯圖張頁紙複復檔紀錢無從經營廠轉轄參與術擔擬擴擇擁攝敗數斷暫東極歸歷殘殺氣漢濟滿災為爭獨獲畫當礙禮"
    "種積穩競筆簡簽糧純終統續維緊總羅聽聞聲膠臨舉舊莊華萬蓋蘇藥藝蟲補裝製見視覽觀計訂訊討訓記訪詳誤說請諧謀講謝識譯議讀讓豐貢"
    "貨販貫貴買貸貿賀賃賞賠賣購贈贏車軌軍較輔輕輛輪連進達違適選遷還邊釋針鐵銀銷錯鍵鑒長閉閱陳陸陽隊階際隨離難雲霧靜響頂順須題"
    "願風飛飲館駐驗鹽"
)
_SIMPLIFIED = (
    "项类别权责职实据设机关构门称号编码备注许审标准条时间务层级围征处罚强奖励检确认给决发费额资质办结诺电话咨询监诉讼开园内对"
    "会体载谁点单乡镇县区国产业养卫医疗农渔规划环护险评论证书报应财税价调场节录库动态变后废范负厅属协组织测绘绩执师状凭递运输"
    "邮网线联络预约领现优样显图张页纸复复档纪钱无从经营厂转辖参与术担拟扩择拥摄败数断暂东极归历残杀气汉济满灾为争独获画当碍礼"
    "种积稳竞笔简签粮纯终统续维紧总罗听闻声胶临举旧庄华万盖苏药艺虫补装制见视览观计订讯讨训记访详误说请谐谋讲谢识译议读让丰贡"
    "货贩贯贵买贷贸贺赁赏赔卖购赠赢车轨军较辅轻辆轮连进达违适选迁还边释针铁银销错键鉴长闭阅陈陆阳队阶际随离难云雾静响顶顺须题"
    "愿风飞饮馆驻验盐"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """The text with the traditional characters known here replaced one for one."""
    return text.translate(_TABLE)
