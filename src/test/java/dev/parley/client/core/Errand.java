package dev.parley.client.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A client in a test's hands: what it wants done is recorded, and servers say what a test says. */
public final class Errand {
  static final String SERVER = "127.0.0.1:1111";
  static final String OTHER = "127.0.0.1:1212";

  private static final ClientOutput TERMS = new ClientOutput.Write(Requests.terms());

  public final ChatClient chatClient;
  final List<ClientOutput> done = new ArrayList<>();
  boolean isOld = true; // the server takes passwords only as they are
  int version = 2; // that the server knows
  long nowMs;

  Errand(Profile profile, History history, List<String> servers) {
    this(profile, history, servers, true);
  }

  Errand(Profile profile, History history, List<String> servers, boolean isShownRooms) {
    chatClient = new ChatClient(profile, history, servers, () -> "another-client", isShownRooms);
  }

  /** Of a user with a password and one server to go to. */
  static Errand ofFang() {
    return new Errand(fang(), new History(), List.of(SERVER));
  }

  static Profile fang() {
    return Profile.fresh("fang", "client-of-fang").with("correct horse");
  }

  /** Logged in at {@link #SERVER}, with {@link #OTHER} known. */
  public static Errand online() {
    var errand = ofFang();
    errand.start();
    errand.welcome(SERVER);
    return errand;
  }

  Errand start() {
    return does(c -> c.onStart(nowMs));
  }

  Errand does(Function<ChatClient, List<ClientOutput>> input) {
    done.clear();
    done.addAll(input.apply(chatClient));
    if (isOld && done.remove(TERMS)) answers("{'ev':'status','re':'terms','state':'member'}");
    return this;
  }

  Errand welcome(String server) {
    does(c -> c.onConnected(nowMs));
    return hears(
        "{'ev':'welcome','re':'login','name':'fang','server':'%s','leader':'%s','servers':['%s','%s'],'unread':0,'ticket':'t-1','nextSeq':1,'version':%d}"
            .formatted(server, SERVER, SERVER, OTHER, version));
  }

  /** A line from the server, with ' for ". */
  Errand hears(String line) {
    return does(c -> c.onLine(line.replace('\'', '"'), nowMs));
  }

  /** As {@link #hears}, beside what was done before. */
  Errand answers(String line) {
    done.addAll(chatClient.onLine(line.replace('\'', '"'), nowMs));
    return this;
  }

  Errand writes(String to, String text) {
    return does(
        c -> c.onWritten(new UnsentMessage(0, to, text, "2026-11-24T05:00:00Z", ""), nowMs));
  }

  Errand after(long ms) {
    nowMs += ms;
    return does(c -> c.onTick(nowMs));
  }

  Errand lost() {
    return does(c -> c.onLinkLost(nowMs));
  }

  /** Accepts the message of this number. */
  Errand accepts(long seq) {
    return hears(
        "{'ev':'accepted','re':'send-%d','seq':%d,'msg':'m-%d','copies':2,'at':'at-%d'}"
            .formatted(seq, seq, seq, seq));
  }

  List<String> written() {
    return done.stream()
        .filter(ClientOutput.Write.class::isInstance)
        .map(output -> ((ClientOutput.Write) output).line().replace('"', '\''))
        .toList();
  }

  /** The messages among what was written. */
  List<String> sent() {
    return written().stream().filter(line -> line.startsWith("{'op':'send'")).toList();
  }

  List<ClientEvent> told() {
    return done.stream()
        .filter(ClientOutput.Tell.class::isInstance)
        .map(output -> ((ClientOutput.Tell) output).event())
        .toList();
  }

  List<String> dialled() {
    return done.stream()
        .filter(ClientOutput.Dial.class::isInstance)
        .map(output -> ((ClientOutput.Dial) output).server())
        .toList();
  }

  Profile saved() {
    return done.stream()
        .filter(ClientOutput.Save.class::isInstance)
        .map(output -> ((ClientOutput.Save) output).profile())
        .reduce((first, last) -> last)
        .orElseThrow();
  }
}
