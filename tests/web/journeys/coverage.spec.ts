/** Who is covered: the coloured map, its table, the blind spots and the stations. */
import { at, centreOf, expect, kindOf, someGrid, someStation, test } from "../support/room";

/** The scarcest kind at the near ring: where people are left out, so that there is something to see. */
const scarce = async () => `kind=${await kindOf("fewest")}&ring=8`;

test("the coverage layer brings its table, its legend and its method", async ({ room, page }) => {
  await room.open();
  await page.getByText("覆盖", { exact: true }).click();
  await expect(page.getByRole("heading", { name: "覆盖情况" })).toBeVisible();
  expect(room.address()).toContain("fill=coverage");
  await expect(page.getByText("15 分钟内能走到的人").first()).toBeVisible();
  await expect(page.getByText(/每分钟 66\.7 米/).first()).toBeVisible();
  await page.getByRole("button", { name: "图例与图层" }).click();
  const legend = page.locator("#legend");
  await expect(legend.getByText("怎么算的")).toBeVisible();
  await expect(legend.getByText(/计算规则第 \d+ 版/)).toBeVisible();
  await expect(legend.getByText("站点容量不足")).toBeVisible();
  await room.idle();

  // Back undoes one step at a time.
  await page.keyboard.press("Escape");
  await page.locator('label:has(input[value="8"])').click();
  expect(room.address()).toContain("ring=8");
  await page.goBack();
  await expect(page.getByRole("radio", { name: "15 分钟" })).toBeChecked();
  await page.goBack();
  await expect(page.getByText(/点击地图上任意一处/)).toBeVisible();
});

test("the table sorts, and a row and its area light each other", async ({ room, page }) => {
  await room.open(`#/map?fill=coverage&show=coverage&level=grid&${await scarce()}`);
  const shares = async () =>
    (await page.locator("td.share").allInnerTexts()).map((text) => Number(/\d+/.exec(text)?.[0]));
  await page.getByRole("button", { name: "能走到" }).click();
  await expect(page.getByRole("columnheader", { name: "能走到" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  const down = await shares();
  await page.getByRole("button", { name: "能走到" }).click();
  expect(room.address()).toContain("sort=share");
  const up = await shares();
  const known = (list: number[]) => list.filter(Number.isFinite);
  expect(known(down)).toEqual(known(down).toSorted((a, b) => b - a));
  expect(known(up)).toEqual(known(up).toSorted((a, b) => a - b));
  const row = page.locator("tbody tr").nth(2).getByRole("button");
  await row.click();
  await expect(row).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Tab");
  await expect(page.locator("tbody tr").nth(3).getByRole("button")).toBeFocused();
});

test("the table as a file is the server's own", async ({ room, page }) => {
  await room.open(`#/map?fill=coverage&show=coverage&level=community&${await scarce()}`);
  const link = await page.getByRole("link", { name: /CSV/ }).getAttribute("href");
  const answer = await page.request.get(`${room.home}${link}`);
  expect(answer.headers()["content-type"]).toContain("text/csv");
  expect((await answer.text()).split("\n").length).toBeGreaterThan(2);
});

test("blind spots have numbers, people and reasons, and a click goes there", async ({
  room,
  page,
}) => {
  await room.open(`#/map?fill=coverage&show=coverage&${await scarce()}`);
  const first = page.getByRole("button", { name: /在地图上查看盲区 1 / });
  await expect(first).toContainText("人");
  await expect(first).toContainText(/没有站点|隔开|不相连|可能有误/);
  const before = room.address();
  await first.click();
  await expect(first).toHaveAttribute("aria-pressed", "true");
  await room.idle();
  expect(room.address()).toContain("spot=1");
  expect(room.address()).not.toBe(before);
});

test("a station's card says kind, hours, services and the minutes from the place last clicked", async ({
  room,
  page,
}) => {
  const station = await someStation();
  const beside: [number, number] = [station.lon + 0.0012, station.lat + 0.0004];
  await room.open(`#/map?${at(beside)}&${centreOf([station.lon, station.lat], 16.5)}`);
  await expect(page.getByText("最近的开放站点").or(page.getByText("没有开放的站点"))).toBeVisible();
  const map = await page.locator("#map").boundingBox();
  if (!map) throw new Error("the map has no size");
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(station.name);
  await expect(page.getByText(/从查询位置步行 .*分钟/)).toBeVisible();
  await expect(page.getByText("服务项目")).toBeVisible();
  await expect(page.getByText(/8 分钟圈 .*，15 分钟圈/)).toBeVisible();
  await expect(page.getByText(/开放中|现在不开放|未登记/).first()).toBeVisible();
  expect(room.address()).toMatch(/station=\d+&from=/);
  await page.goBack();
  await expect(page.getByRole("list", { name: "责任链" })).toBeVisible();
});

test("an answer names the nearest open station and whose circles hold the place", async ({
  room,
  page,
}) => {
  const grid = await someGrid();
  await room.open(`#/map?${at(grid.label_point)}`);
  await page.getByText(/在 \d+ 个站点的服务圈内/).click();
  const circle = page.locator("details li button").filter({ hasText: /步行/ }).first();
  const name = await circle.locator("span").first().innerText();
  await circle.click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveText(name);
});

test("stations are a list too, by kind and by who is open now", async ({ room, page }) => {
  await room.open();
  await page.getByRole("button", { name: /个服务站点/ }).click();
  await expect(page.getByText(/^共 \d+ 个$/)).toBeVisible();
  const kind = await kindOf("fewest");
  await page.getByLabel("站点种类").selectOption(kind);
  expect(room.address()).toContain(`kind=${kind}`);
  await page.getByLabel("现在开放").check();
  expect(room.address()).toContain("open=now");
  await expect(page.getByText("现在不开放")).toHaveCount(0);
  await page.getByLabel("现在开放").uncheck();
  await page.getByRole("searchbox").fill("没有这个站点");
  await expect(page.getByText("没有符合条件的站点。")).toBeVisible();
});

for (const [what, empty, line] of [
  ["streets", { streets: null }, "jingwei import osm"],
  ["stations", { kinds: [] }, "jingwei import stations"],
  ["population", { population: null }, "jingwei import population"],
] as const) {
  test(`without ${what} the room says which command brings them`, async ({ room, page }) => {
    await page.route("**/api/v1/reach", async (route) => {
      const held = await (await route.fetch()).json();
      await route.fulfill({ json: { ...held, ...empty } });
    });
    await room.open("#/map?fill=coverage&show=coverage");
    await expect(page.getByRole("heading", { name: "还算不出覆盖情况" })).toBeVisible();
    await expect(page.getByText(line)).toBeVisible();
  });
}
