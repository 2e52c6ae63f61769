"""What a browser says about itself, in words people know."""

BROWSERS = (
    ("wxwork/", "WeCom"), ("dingtalk", "DingTalk"), ("lark/", "Feishu"), ("feishu", "Feishu"),
    ("micromessenger", "WeChat"), ("edg", "Edge"), ("opr/", "Opera"), ("huaweibrowser", "Huawei Browser"),
    ("qqbrowser", "QQ Browser"), ("firefox/", "Firefox"), ("fxios", "Firefox"), ("crios", "Chrome"),
    ("chrome/", "Chrome"), ("safari/", "Safari"), ("python", "Python"), ("curl", "curl"),
)  # fmt: skip
SYSTEMS = (
    ("iphone", "iPhone"), ("ipad", "iPad"), ("harmony", "HarmonyOS"), ("android", "Android"),
    ("windows", "Windows"), ("mac os", "macOS"), ("cros", "ChromeOS"), ("linux", "Linux"),
)  # fmt: skip


def in_words(agent: str) -> str:
    """Browser and system, such as “Edge · Windows”; empty when neither is known.

    Programs inside another name both; the more particular stands first in the lists.
    """
    said = agent.casefold()
    browser = next((name for mark, name in BROWSERS if mark in said), "")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    return " · ".join(word for word in (browser, system) if word)
