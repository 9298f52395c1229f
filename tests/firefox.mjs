// Opens a map in Firefox over WebDriver BiDi and does to it what a person does.
// node firefox.mjs FOLDER_OF_NODE_MODULES FIREFOX URL LOW HIGH; prints what was seen as JSON.
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const [modules, executablePath, url, low, high] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/`)("puppeteer-core");
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) errors.push(message.text());
  });
  await page.goto(url);
  const until = async (test) => {
    for (let i = 0; i < 400; i++, await sleep(50)) if (await page.evaluate(test)) return;
    throw new Error(`waited in vain for ${test}; ${errors}`);
  };
  const text = (selector) => page.$eval(selector, (element) => element.textContent);
  await until(() => document.documentElement.dataset.ready === "yes");
  const seen = { headline: await text("#headline"), all: await text("#shown") };
  await page.evaluate((from, to) => {
    for (const [id, value] of [["from", 0], ["to", to], ["from", from]]) {
      const input = document.getElementById(id);
      input.value = String(value);
      input.dispatchEvent(new Event("input"));
    }
  }, Number(low), Number(high));
  seen.window = await text("#shown");
  const switchClashes = () => page.evaluate(() => {
    const labels = [...document.querySelectorAll("#types label")];
    labels.find((label) => /armed clash/i.test(label.textContent)).querySelector("input").click();
  });
  await switchClashes();
  seen.filtered = await text("#shown");
  await switchClashes();
  const box = await (await page.$("#map_sitmap")).boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await until(() => Boolean(document.querySelector(".popup > h3")));
  seen.spot = await text(".popup > h3");
  await page.evaluate(() => document.querySelector(".popup button.row").click());
  await until(() => Boolean(document.querySelector(".popup .detail h3")));
  seen.popup = await text(".popup .detail h3");
  seen.hit = await page.evaluate(() => String(window.hit));
  console.log(JSON.stringify({ ...seen, requests, errors }));
} finally {
  await browser.close();
}
