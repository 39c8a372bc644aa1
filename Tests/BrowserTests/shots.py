"""Pictures of every page in both themes, and on a phone, for people to look at."""
from bed import Bed
from places import furnish, places


def take_shots(browser, folder):
    folder.mkdir(parents=True, exist_ok=True)
    bed = Bed(browser)
    try:
        ids = furnish(bed.server)
        for theme, size in (("light", (1440, 900)), ("dark", (1440, 900)), ("phone", (390, 844))):
            page = bed.open(theme="dark" if theme == "dark" else "light", size=size)
            page.set_default_timeout(60_000)
            for name, path in places(ids):
                page.goto(bed.server.url + path)
                page.wait_for_timeout(700)
                page.screenshot(path=str(folder / f"{theme}-{name}.png"))
        print(f"pictures of {len(list(places(ids)))} pages are in {folder}")
    finally:
        bed.close()
    return 0
