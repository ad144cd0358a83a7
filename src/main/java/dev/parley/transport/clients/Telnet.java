package dev.parley.transport.clients;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * The small part of telnet that a chat needs (RFC 854, 855, 857, 860): removes its commands from
 * the client's input, answers that it is running, turns erase commands into characters, refuses
 * every option but the echo that this side offers, and asks the client to hide typed characters and
 * to report how far it has read. Each option is refused once in each direction, so that two parties
 * that contradict each other come to rest.
 */
final class Telnet {
  static final byte IAC = (byte) 255;
  private static final int DONT = 254;
  private static final int DO = 253;
  private static final int WONT = 252;
  private static final int WILL = 251;
  private static final int SUBNEGOTIATION = 250;
  private static final int SUBNEGOTIATION_END = 240;
  private static final int ARE_YOU_THERE = 246;
  private static final int ERASE_CHARACTER = 247;
  private static final int ERASE_LINE = 248;

  /** The characters by which a line marks an erasure; the text dialect applies them. */
  private static final int DELETE = 0x7f;

  private static final int KILL = 0x15;

  private static final byte[] HERE = "[Parley is here]\r\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * An answer costs more bytes than the question: at most one is sent for this many bytes of input.
   */
  static final int BYTES_BETWEEN_ANSWERS = 64;

  private static final int ECHO = 1;
  private static final int TIMING_MARK = 6;

  /**
   * A subnegotiation longer than this ends by itself; otherwise a missing end would swallow the
   * conversation.
   */
  static final int MAX_SUBNEGOTIATION_BYTES = 512;

  private enum State {
    TEXT,
    COMMAND,
    OPTION,
    SUBNEGOTIATION,
    SUBNEGOTIATION_COMMAND
  }

  private final BitSet refusedToDo = new BitSet();
  private final BitSet refusedToLetDo = new BitSet();
  private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
  private State state = State.TEXT;
  private int verb;
  private int subnegotiationBytes;
  private int bytesToAnswer;
  private boolean commandSeen;
  private boolean negotiationSeen;
  private boolean hiding;
  private int marksAsked;
  private int marksAnswered;

  /** The rest of {@code bytes} when telnet's commands are taken out; a command may span packets. */
  byte[] strip(byte[] bytes) {
    var text = new ByteArrayOutputStream(bytes.length);
    for (byte next : bytes) onByte(next & 0xff, text);
    return text.toByteArray();
  }

  /** The bytes that must be sent to the client now, in answer to its commands. */
  byte[] takeReplies() {
    var bytes = replies.toByteArray();
    replies.reset();
    return bytes;
  }

  /** Returns true if the client has sent a telnet command. */
  boolean hasSeenCommand() {
    return commandSeen;
  }

  /** Returns true if the client has proposed, accepted or refused an option. */
  boolean hasSeenNegotiation() {
    return negotiationSeen;
  }

  /**
   * Asks the client to answer when it has read this far (RFC 860). Only for a client that
   * negotiates: others would show the request.
   */
  void askForTimingMark() {
    marksAsked++;
    reply(DO, TIMING_MARK);
  }

  /** How many timing marks have been answered since the last call. */
  int takeAnsweredMarks() {
    int answered = marksAnswered;
    marksAnswered = 0;
    return answered;
  }

  /**
   * Asks the client not to show typed characters. Only for a client that is known to speak telnet:
   * others would show the request.
   */
  void hideTyping() {
    if (!hiding) reply(WILL, ECHO);
    hiding = true;
  }

  /** Ends {@link #hideTyping}, and the line whose end the client did not show. */
  void showTyping() {
    if (!hiding) return;
    hiding = false;
    reply(WONT, ECHO);
    replies.write('\r');
    replies.write('\n');
  }

  private void onByte(int next, ByteArrayOutputStream text) {
    if (bytesToAnswer > 0) bytesToAnswer--;
    switch (state) {
      case TEXT -> {
        if (next == (IAC & 0xff)) state = State.COMMAND;
        else text.write(next);
      }
      case COMMAND -> onCommand(next, text);
      case OPTION -> {
        state = State.TEXT;
        onOption(next);
      }
      case SUBNEGOTIATION -> onSubnegotiation(next);
      case SUBNEGOTIATION_COMMAND -> {
        state = next == SUBNEGOTIATION_END ? State.TEXT : State.SUBNEGOTIATION;
        if (state == State.SUBNEGOTIATION) countSubnegotiationByte();
      }
    }
  }

  private void onCommand(int next, ByteArrayOutputStream text) {
    state = State.TEXT;
    if (next == (IAC & 0xff)) {
      text.write(next); // a doubled IAC is the byte itself
      return;
    }
    commandSeen = true;
    if (next >= WILL) {
      verb = next;
      state = State.OPTION;
    } else if (next == SUBNEGOTIATION) {
      subnegotiationBytes = 0;
      state = State.SUBNEGOTIATION;
    } else if (next == ERASE_CHARACTER) {
      text.write(DELETE);
    } else if (next == ERASE_LINE) {
      text.write(KILL);
    } else if (next == ARE_YOU_THERE && bytesToAnswer == 0) {
      bytesToAnswer = BYTES_BETWEEN_ANSWERS;
      replies.writeBytes(HERE);
    }
  }

  private void onSubnegotiation(int next) {
    if (next == (IAC & 0xff)) state = State.SUBNEGOTIATION_COMMAND;
    else countSubnegotiationByte();
  }

  private void countSubnegotiationByte() {
    if (++subnegotiationBytes > MAX_SUBNEGOTIATION_BYTES) state = State.TEXT;
  }

  private void onOption(int option) {
    negotiationSeen = true;
    if (option == TIMING_MARK && marksAsked > 0 && (verb == WILL || verb == WONT)) {
      marksAsked--;
      marksAnswered++;
    } else if (verb == DO) onAskedTo(option);
    else if (verb == WILL) onOffered(option);
    // WONT and DONT agree with the present state, or answer our request: a reply to them would make
    // negotiations endless.
  }

  private void onAskedTo(int option) {
    if (option == ECHO && hiding) return; // the answer to our offer
    if (option == TIMING_MARK) {
      // Each one is answered (RFC 860): after Ctrl-C a client shows nothing until it is.
      reply(WONT, option);
    } else if (!refusedToDo.get(option)) {
      refusedToDo.set(option);
      reply(WONT, option);
    }
  }

  private void onOffered(int option) {
    if (!refusedToLetDo.get(option)) {
      refusedToLetDo.set(option);
      reply(DONT, option);
    }
  }

  private void reply(int command, int option) {
    replies.write(IAC);
    replies.write(command);
    replies.write(option);
  }
}
