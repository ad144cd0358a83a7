package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A user's browser with the chat page open. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  /** Opens the chat page of {@code node}; {@code profile} is a directory of its own. */
  Browser(NodeProcess node, Path profile) {
    this("http://127.0.0.1:" + (node.port() + 20_000) + "/chat", profile);
  }

  /** Opens a page; {@code profile} is a directory of its own. */
  Browser(String page, Path profile) {
    Programs.assume("chromium", "chromedriver");
    var options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1100,760",
        "--user-data-dir=" + profile);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    driver.get(page);
  }

  /** Goes to the page of the cluster's state. */
  Browser openStatus(NodeProcess node) {
    driver.get("http://127.0.0.1:" + (node.port() + 20_000) + "/");
    return this;
  }

  Browser typeToken(String token) {
    driver.findElement(By.id("token")).sendKeys(token, Keys.ENTER);
    return this;
  }

  /** Clicks on the first element that this selects, as soon as it can be. */
  Browser click(String selector) {
    await(() -> driver.findElement(By.cssSelector(selector)).isEnabled(), selector);
    driver.findElement(By.cssSelector(selector)).click();
    return this;
  }

  /** Unfolds a part of the page, wherever that moves meanwhile: a click may miss what moves. */
  Browser unfold(String details) {
    driver.executeScript("document.querySelector(arguments[0]).open = true", details);
    await(
        () -> driver.findElement(By.cssSelector(details + " > *:last-child")).isDisplayed(),
        details);
    return this;
  }

  Browser press(String id) {
    driver.findElement(By.id(id)).click();
    return this;
  }

  /** Waits until what this selects has the text, also where it is drawn and not written. */
  Browser awaitWords(String selector, String text) {
    await(() -> words(selector).contains(text), "'" + text + "' in " + selector);
    return this;
  }

  private String words(String selector) {
    var script =
        "return Array.from(document.querySelectorAll(arguments[0]), e => e.textContent).join(' ')";
    return String.valueOf(driver.executeScript(script, selector));
  }

  Browser awaitText(String text) {
    await(() -> text().contains(text), "'" + text + "'");
    return this;
  }

  /** The whole page, as its reader sees it. */
  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  Browser enter(String name, boolean register) {
    await(() -> driver.findElement(By.id("name")).isDisplayed(), "the entrance");
    driver.findElement(By.id("name")).clear();
    driver.findElement(By.id("name")).sendKeys(name);
    driver.findElement(By.id("password")).sendKeys("correct horse");
    driver
        .findElement(By.cssSelector("button[value=" + (register ? "register" : "login") + "]"))
        .click();
    return awaitState(name + " at ");
  }

  Browser open(String name) {
    driver.findElement(By.id("whom")).sendKeys(name, Keys.ENTER);
    return this;
  }

  /** Makes a room with the form below the list of conversations. */
  Browser createRoom(String name) {
    await(() -> driver.findElement(By.id("rooms")).isDisplayed(), "rooms");
    driver.findElement(By.cssSelector("#rooms summary")).click();
    return fill("create-name", name, Keys.ENTER);
  }

  Browser fill(String id, CharSequence... keys) {
    await(() -> driver.findElement(By.id(id)).isDisplayed(), id);
    driver.findElement(By.id(id)).sendKeys(keys);
    return this;
  }

  Browser awaitAndPress(String id) {
    await(() -> driver.findElement(By.id(id)).isDisplayed(), id);
    return press(id);
  }

  /** Presses the button with this label in the element. */
  Browser awaitAndPressIn(String id, String label) {
    var button = By.cssSelector("#" + id + " button[aria-label='" + label + "']");
    await(() -> !driver.findElements(button).isEmpty(), label);
    driver.findElement(button).click();
    return this;
  }

  Browser write(String text) {
    driver.findElement(By.id("text")).sendKeys(text, Keys.ENTER);
    return this;
  }

  /** Types into whatever has the focus. */
  Browser keys(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
    return this;
  }

  String focused() {
    return String.valueOf(driver.switchTo().activeElement().getDomAttribute("id"));
  }

  Browser awaitState(String text) {
    await(() -> state().contains(text), "'" + text + "' in the state line");
    return this;
  }

  String state() {
    return driver.findElement(By.id("state")).getText();
  }

  /** Waits until the log has a line with this text and, of one's own, this mark. */
  Browser awaitMessage(String text, String mark) {
    await(
        () -> messages().lines().anyMatch(l -> l.contains(text) && l.contains(mark)),
        "'" + text + "' " + mark);
    return this;
  }

  /** The messages of the open conversation, one a line. */
  String messages() {
    var text = new StringBuilder();
    for (WebElement item : driver.findElements(By.cssSelector("#log li:not(.day)")))
      text.append(item.getText().replace('\n', ' ')).append('\n');
    return text.toString();
  }

  Browser awaitPerson(String text) {
    await(
        () -> driver.findElement(By.id("people")).getText().contains(text), text + " in the list");
    return this;
  }

  Browser awaitTitle(String title) {
    await(() -> title.equals(driver.getTitle()), "the title " + title);
    return this;
  }

  String problem() {
    await(() -> !driver.findElement(By.id("problem")).getText().isEmpty(), "a problem");
    return driver.findElement(By.id("problem")).getText();
  }

  Browser submit(String name, String password) {
    await(() -> driver.findElement(By.id("name")).isDisplayed(), "the entrance");
    driver.findElement(By.id("name")).sendKeys(name);
    driver.findElement(By.id("password")).sendKeys(password, Keys.ENTER);
    return this;
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** From now on each dial of the page is taken up by nobody. */
  void reloadWithoutServers() {
    driver.executeCdpCommand(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of("source", "window.WebSocket = class { close() {} };"));
    reload();
  }

  /** Runs a script of the page, which may wait, and gives what it returns. */
  String run(String script) {
    return String.valueOf(
        driver.executeAsyncScript(
            "const done = arguments[0]; (async () => {"
                + script
                + "})().then(done, (error) => done(error.stack));"));
  }

  /** Where the reader is in the messages, in pixels from their top. */
  long scrolled() {
    return Math.round(Double.parseDouble(run("return document.getElementById('log').scrollTop")));
  }

  Browser scrollTo(long pixels) {
    run("document.getElementById('log').scrollTop = " + pixels);
    await(() -> scrolled() == pixels, "place " + pixels + " in the log");
    return this;
  }

  boolean isAtEndOfMessages() {
    return "true"
        .equals(
            run(
                "const log = document.getElementById('log');"
                    + "return log.scrollHeight - log.scrollTop - log.clientHeight < 2"));
  }

  /** How many messages the log has, and whether the last has this text. */
  Browser awaitMessages(int count, String last) {
    await(
        () ->
            run("const all = document.querySelectorAll('#log li:not(.day)');"
                    + "return all.length + ' ' + [...all].at(-1)?.firstChild.data")
                .equals(count + " " + last),
        count + " messages up to '" + last + "'");
    return this;
  }

  /** What is typed to the person whose conversation is open, and not sent. */
  String typed() {
    return String.valueOf(driver.findElement(By.id("text")).getDomProperty("value"));
  }

  Browser type(String text) {
    driver.findElement(By.id("text")).sendKeys(text);
    return this;
  }

  /** What the page says while nobody can log in. */
  Browser awaitProgress(String text) {
    await(() -> driver.findElement(By.id("progress")).getText().contains(text), "'" + text + "'");
    return this;
  }

  Browser resize(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    return this;
  }

  boolean isShown(String id) {
    return driver.findElement(By.id(id)).isDisplayed();
  }

  boolean isWiderThanItsWindow() {
    return Boolean.TRUE.equals(
        driver.executeScript("return document.documentElement.scrollWidth > innerWidth"));
  }

  /** What the page's console complained of. */
  String complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getMessage() + "\n")
        .filter(line -> !line.contains("WebSocket connection"))
        .reduce("", String::concat);
  }

  /** Keeps a picture under target, for people to look at. */
  Browser photograph(String name) {
    try {
      var directory = Files.createDirectories(Path.of("target", "screenshots"));
      Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private void await(Supplier<Boolean> condition, String what) {
    try {
      Awaitility.await(what)
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .atMost(PATIENCE)
          .ignoreException(StaleElementReferenceException.class)
          .until(condition::get);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "no " + what + "; the page says:\n" + driver.findElement(By.tagName("body")).getText(),
          e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
