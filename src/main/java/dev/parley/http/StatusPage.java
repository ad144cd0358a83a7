package dev.parley.http;

import dev.parley.protocol.Endpoint;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.stream.Collectors;

/** The page that people look at, and the same with a guide, from which they learn. */
final class StatusPage {
  private StatusPage() {}

  private static final String GUIDE = WebFiles.text("/guide.html");
  private static final String GUIDE_SCRIPT =
      "<script type=\"module\" src=\"/learn.js\"></script>\n";

  static String of(String cluster, SealReport seal, NodeStatus status) {
    return of(cluster, seal, status, Guide.NONE);
  }

  /** The page with the guide. */
  static String withGuide(String cluster, SealReport seal, NodeStatus status) {
    return of(cluster, seal, status, new Guide(GUIDE, GUIDE_SCRIPT, "learn"));
  }

  /** What is on the page beside what the cluster is like; {@code kind}: the class of its body. */
  private record Guide(String html, String script, String kind) {
    static final Guide NONE = new Guide("", "", "");
  }

  private static String of(String cluster, SealReport seal, NodeStatus status, Guide guide) {
    var rows =
        status.members().stream()
            .map(member -> row(member, status))
            .collect(Collectors.joining("\n"));
    int sessions = status.members().stream().mapToInt(MemberStatus::sessions).sum();
    return page(
        cluster,
        Health.of(status),
        """
        <p>This node, %1$s, is <strong>%2$s</strong>. View %3$d has %4$s and %5$s.
        <a href="/chat">Chat here</a>, or <code>telnet %6$s</code>.</p>
        %7$s
        <table>
        <tr><th scope="col">server</th><th scope="col">clients</th><th scope="col">sessions</th>\
        <th scope="col">role</th></tr>
        %8$s
        </table>
        """
            .formatted(
                escaped(status.node()),
                escaped(status.state().word()),
                status.epoch(),
                counted(status.members().size(), "server"),
                counted(sessions, "session"),
                escaped(status.server().map(StatusPage::hostAndPort).orElse("")),
                insecure(seal) + closed(status),
                rows),
        guide);
  }

  /** The page for somebody who may be told no more than one word. */
  static String ofStranger(String cluster, Health health) {
    return page(
        cluster,
        new Health(health.word(), ""),
        """
        <p>This cluster is <strong>%s</strong>. <a href="/chat">Chat here</a>.</p>
        """
            .formatted(escaped(health.word())),
        Guide.NONE);
  }

  /**
   * What is there without a script; the script keeps it up to date, draws the ring, tells the
   * events as they happen, and shows the users to the operator.
   */
  private static String page(String cluster, Health health, String status, Guide guide) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <noscript><meta http-equiv="refresh" content="2"></noscript>
    <title>Parley: %1$s</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/status.css">
    <script type="module" src="/status.js"></script>
    %5$s</head>
    <body class="%6$s">
    <header>
      <h1>Parley: %1$s</h1>
      <p id="health" role="status"><strong class="%2$s">%2$s</strong> <span>%3$s</span></p>
    </header>
    <main>
    %7$s<dl id="tiles" aria-label="At a glance" hidden></dl>
    <section id="ring" aria-labelledby="ring-title" hidden>
      <h2 id="ring-title">Ring</h2>
    </section>
    <section aria-labelledby="servers-title">
      <h2 id="servers-title">Servers</h2>
      <div id="status">
      %4$s</div>
      <button id="drain" type="button" hidden>Drain this server</button>
    </section>
    <section id="run" aria-labelledby="diagram-title" hidden>
      <h2 id="diagram-title">Space-time diagram</h2>
      <p id="explained">● a server sends a message, • another delivers it, ○ it waits there for an earlier one;
      a bar is a view, yellow a pause for one. Texts and names are not known here.</p>
      <div id="controls">
        <button id="look" type="button" aria-pressed="false" aria-controls="diagram">Watch messages</button>
        <button id="pause" type="button" aria-pressed="false" disabled>Pause</button>
        <label>Seconds <select id="span"><option>2<option selected>10<option>30<option>120</select></label>
        <button id="picture" type="button" disabled>Save as SVG</button>
        <button id="lines" type="button" disabled>Save as JSON lines</button>
      </div>
      <div id="diagram" role="group" aria-labelledby="diagram-title" tabindex="0"></div>
      <p id="leftout"></p>
    </section>
    <section id="happened" aria-labelledby="events-title" hidden>
      <h2 id="events-title">Events, as this server saw them</h2>
      <div id="log" role="log" aria-labelledby="events-title" tabindex="0"><ol id="events"></ol></div>
    </section>
    <section id="people" aria-labelledby="users-title" hidden>
      <h2 id="users-title">Users</h2>
      <table id="users">
      <thead><tr><th scope="col">user</th><th scope="col">online at</th>\
    <th scope="col">waiting</th></tr></thead>
      <tbody></tbody>
      </table>
    </section>
    <form id="operator">
      <label for="token">Operator's token, to see everything:</label>
      <input id="token" type="password" autocomplete="off" required>
      <button type="submit">Show</button>
      <span id="problem" role="alert"></span>
    </form>
    </main>
    </body>
    </html>
    """
        .formatted(
            escaped(cluster),
            health.word(),
            escaped(health.reason()),
            status,
            guide.script(),
            guide.kind(),
            guide.html());
  }

  /** The arguments of telnet. */
  private static String hostAndPort(Endpoint server) {
    return server.host() + " " + server.port();
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String insecure(SealReport seal) {
    return seal.isInsecure()
        ? "<p><strong>This server has no key (--insecure): whoever reaches it reads and changes"
            + " everything.</strong></p>"
        : "";
  }

  private static String closed(NodeStatus status) {
    return status
        .accounts()
        .closed()
        .map(reason -> "<p>Accounts cannot be changed: " + escaped(reason) + ".</p>")
        .orElse("");
  }

  private static String row(MemberStatus member, NodeStatus status) {
    boolean leads = status.leaderId().filter(member.id()::equals).isPresent();
    return "<tr><td>%s</td><td>%s</td><td>%d</td><td>%s</td></tr>"
        .formatted(
            escaped(member.id()),
            escaped(member.server().toString()),
            member.sessions(),
            leads ? "leader" : "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
