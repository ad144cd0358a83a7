package dev.parley.http;

import dev.parley.protocol.Endpoint;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.stream.Collectors;

/** The page that people look at. */
final class StatusPage {
  private StatusPage() {}

  static String of(String cluster, SealReport seal, NodeStatus status) {
    var rows =
        status.members().stream()
            .map(member -> row(member, status))
            .collect(Collectors.joining("\n"));
    int sessions = status.members().stream().mapToInt(MemberStatus::sessions).sum();
    return page(
        cluster,
        """
        <p>This node, %1$s, is <strong>%2$s</strong>. View %3$d has %4$s and %5$s.
        <a href="/chat">Chat here</a>, or <code>telnet %6$s</code>.</p>
        %7$s
        <table>
        <tr><th>server</th><th>clients</th><th>sessions</th><th></th></tr>
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
                rows));
  }

  /** The page for somebody who may be told no more than one word. */
  static String ofStranger(String cluster, Health health) {
    return page(
        cluster,
        """
        <p>This cluster is <strong>%s</strong>. <a href="/chat">Chat here</a>.</p>
        """
            .formatted(escaped(health.word())));
  }

  /** The script renews the part that is called status, and shows the users to the operator. */
  private static String page(String cluster, String status) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <noscript><meta http-equiv="refresh" content="2"></noscript>
    <title>Parley: %1$s</title>
    <link rel="icon" href="data:,">
    <style>
      body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 44rem; padding: 0 1rem }
      table { border-collapse: collapse; width: 100%% }
      td, th { border-bottom: 1px solid #ccc; padding: .4rem; text-align: left }
      form, #users { margin-top: 2rem }
      [hidden] { display: none }
    </style>
    <script type="module" src="/status.js"></script>
    </head>
    <body>
    <h1>Parley: %1$s</h1>
    <div id="status">
    %2$s</div>
    <table id="users" hidden>
    <thead><tr><th>user</th><th>online at</th><th>waiting</th></tr></thead>
    <tbody></tbody>
    </table>
    <form id="operator">
      <label for="token">Operator's token, to see everything:</label>
      <input id="token" type="password" autocomplete="off" required>
      <button type="submit">Show</button>
      <span id="problem" role="alert"></span>
    </form>
    </body>
    </html>
    """
        .formatted(escaped(cluster), status);
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
