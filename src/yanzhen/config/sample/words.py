"""Words that names are put together from."""

SURNAMES = (
    "王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 黄 Huang 赵 Zhao 吴 Wu 周 Zhou 徐 Xu 孙 Sun 马 Ma 朱 Zhu 胡 Hu "
    "郭 Guo 何 He 林 Lin 高 Gao 罗 Luo 郑 Zheng 梁 Liang 谢 Xie 宋 Song 唐 Tang 许 Xu 韩 Han 冯 Feng 邓 Deng 曹 Cao "
    "彭 Peng 曾 Zeng 肖 Xiao 田 Tian 董 Dong 潘 Pan 袁 Yuan 蔡 Cai 蒋 Jiang 余 Yu 于 Yu 杜 Du 叶 Ye 程 Cheng 魏 Wei "
    "苏 Su 吕 Lü 丁 Ding 沈 Shen 任 Ren 姚 Yao 卢 Lu 傅 Fu 钟 Zhong 姜 Jiang 崔 Cui 谭 Tan 廖 Liao 范 Fan 汪 Wang"
).split()
GIVEN = (
    "伟 Wei 芳 Fang 娜 Na 敏 Min 静 Jing 强 Qiang 磊 Lei 军 Jun 洋 Yang 勇 Yong 艳 Yan 杰 Jie 娟 Juan 涛 Tao 明 Ming "
    "超 Chao 霞 Xia 平 Ping 刚 Gang 辉 Hui 玲 Ling 桂英 Guiying 建国 Jianguo 志强 Zhiqiang 海燕 Haiyan 丽娟 Lijuan "
    "晓东 Xiaodong 文博 Wenbo 雨桐 Yutong 思远 Siyuan 佳怡 Jiayi 子涵 Zihan 俊杰 Junjie 雪梅 Xuemei 春华 Chunhua "
    "国栋 Guodong 永康 Yongkang 慧敏 Huimin 立新 Lixin 婷婷 Tingting 嘉豪 Jiahao 诗雅 Shiya 泽宇 Zeyu 欣然 Xinran "
    "振宇 Zhenyu 少华 Shaohua 秀兰 Xiulan 建平 Jianping 晨曦 Chenxi 明远 Mingyuan 美玲 Meiling 海波 Haibo 云飞 Yunfei "
    "凯 Kai 鹏 Peng 浩 Hao 宁 Ning 倩 Qian 琳 Lin 斌 Bin 峰 Feng 颖 Ying 璐 Lu 博文 Bowen 一鸣 Yiming 若溪 Ruoxi 𬭎 Hong"
).split()

BRAND_FIRST = "华金恒鑫盛嘉瑞宏泰美雅尚欧东天永德信康鸿福百博春远安锦名顺佳凯龙丰亿卓晟和皇森木品艺乐悦兰云"
BRAND_SECOND = "盛达泰源丰和美居雅隆兴业邦辉轩宇朗森格诚瑞祥逸林尚馨悦庭艺豪辰昌庆通恒晟湾舍筑"
BRAND_THIRD = ("", "", "", "", "", "", "", "世家", "名居", "优品", "伟业", "新境", "国际", "时代", "阳光", "之星")
RARE_FIRST = "𠮷"
"""A character outside the basic plane, as real firms carry it; one brand in four hundred."""

ROADS = (
    "人民路 解放路 中山路 建设路 新华路 文化路 和平路 长江路 黄河路 胜利路 迎宾大道 世纪大道 科技路 工业大道 "
    "滨江路 滨河路 朝阳路 光明路 东风路 北京路 南京路 青年路 学府路 湖滨路 金融街 创业路 兴业路 富民路 友谊路 环城路"
).split()

# type code: (name, English name, trades, legal forms). Institutions have no legal form.
FIRMS = ("有限公司", "有限公司", "有限公司", "有限责任公司")
PLAIN = ("有限公司", "有限公司", "有限责任公司", "股份有限公司")
CUSTOMER_TYPES: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    "DEALER": (
        "经销商",
        "Dealer",
        ("家具", "家居", "家居用品", "家具销售", "办公家具", "家私", "商贸", "家居建材"),
        FIRMS,
    ),
    "CHAIN": (
        "连锁卖场",
        "Retail chain",
        ("家居广场", "家具城", "家居连锁", "家居生活馆", "家居商场", "百货"),
        ("有限公司", "管理有限公司", "集团有限公司"),
    ),
    "HOTEL": (
        "酒店集团",
        "Hotel group",
        ("酒店管理", "酒店投资", "酒店", "大酒店", "度假酒店", "文旅发展"),
        ("有限公司", "有限公司", "集团有限公司", "股份有限公司"),
    ),
    "CORP": (
        "企业直客",
        "Corporate",
        (
            "科技",
            "信息技术",
            "电子",
            "生物医药",
            "实业",
            "投资",
            "物流",
            "新能源",
            "机械制造",
            "汽车零部件",
            "软件",
            "办公设备",
        ),
        PLAIN,
    ),
    "DESIGN": (
        "设计装饰公司",
        "Design firm",
        ("装饰设计", "建筑装饰", "室内设计", "装饰工程", "空间设计", "建筑设计咨询"),
        ("有限公司", "有限公司", "有限责任公司"),
    ),
    "ECOM": ("电商", "E-commerce", ("电子商务", "网络科技", "家居电商", "供应链管理"), ("有限公司",)),
    "PUBLIC": (
        "学校与医院",
        "School or hospital",
        ("实验学校", "国际学校", "职业技术学校", "康复医院", "妇产医院", "养老服务中心", "幼儿园"),
        ("",),
    ),
}
TYPE_CODES = tuple(CUSTOMER_TYPES)

CONTACT_TITLES = ("总经理", "采购经理", "采购主管", "店长", "运营经理", "项目经理", "财务", "行政主管")
RETURN_REASONS = ("运输破损", "颜色不符", "尺寸有误", "客户改单", "质量问题")
