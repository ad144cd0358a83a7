package dev.parley.session.dialect.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.accounts.ScramFirst;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of one JSON request, by kind. The first invalid field is remembered as the refusal of
 * the whole request; an absent or null field is empty.
 */
final class JsonFields {
  private static final Optional<UserName> NO_NAME = Optional.empty();

  private final JsonNode request;
  private Optional<Refusal> refusal = Optional.empty();

  JsonFields(JsonNode request) {
    this.request = request;
  }

  /** The reason why the request cannot be carried out, if it cannot. */
  Optional<Refusal> refusal() {
    return refusal;
  }

  /**
   * A required string; if it is missing, the request is refused and the empty string stands in for
   * it.
   */
  String string(String field) {
    var text = optionalString(field);
    if (text.isEmpty())
      refuse(Refusals.malformed("The field \"" + field + "\" is missing, or is not a string."));
    return text.orElse("");
  }

  Optional<String> optionalString(String field) {
    var value = request.path(field);
    if (isAbsent(value)) return Optional.empty();
    if (value.isTextual()) return Optional.of(value.textValue());
    refuse(Refusals.malformed("The field \"" + field + "\" must be a string."));
    return Optional.empty();
  }

  Secret secret(String field) {
    return new Secret(string(field));
  }

  /** A required user name; if it is missing, the request is refused and the result is empty. */
  Optional<UserName> name(String field) {
    var text = string(field);
    var name = UserName.parse(text);
    if (name.isEmpty()) refuse(TextRules.nameRefusal());
    return name;
  }

  /** Whether the field has a text that is meant as the name of a room. */
  boolean isRoom(String field) {
    var value = request.path(field);
    return value.isTextual() && RoomName.isMarked(value.textValue());
  }

  /** As {@link #name}, of a room. */
  Optional<RoomName> room(String field) {
    var room = RoomName.parse(string(field));
    if (room.isEmpty()) refuse(TextRules.roomNameRefusal());
    return room;
  }

  /**
   * A required list of user names; if it is missing, or one of them is none, the request is
   * refused.
   */
  List<UserName> names(String field) {
    var value = request.path(field);
    if (!value.isArray())
      refuse(Refusals.malformed("The field \"" + field + "\" must be a list of names."));
    var names = new ArrayList<UserName>();
    for (var element : value) {
      var name = element.isTextual() ? UserName.parse(element.textValue()) : NO_NAME;
      if (name.isEmpty()) refuse(TextRules.nameRefusal());
      name.ifPresent(names::add);
    }
    return names;
  }

  /** The beginning of a login by SCRAM for {@code name}, if there is one. */
  Optional<ScramFirst> scram(String field, Optional<UserName> name) {
    var text = optionalString(field);
    var first = text.flatMap(ScramFirst::parse).filter(f -> name.isEmpty() || isOf(f, name.get()));
    if (text.isPresent() && first.isEmpty())
      refuse(
          Refusals.malformed(
              "The field \""
                  + field
                  + "\" must begin SCRAM-SHA-256 without channel binding, for the name of this"
                  + " login: n,,n=NAME,r=NONCE."));
    return first;
  }

  private static boolean isOf(ScramFirst first, UserName name) {
    return first.isOf(name.spelling());
  }

  /** The verifier of a password, if there is one. */
  Optional<ScramVerifier> verifier(String field) {
    var text = optionalString(field);
    var verifier = text.flatMap(ScramVerifier::parse);
    if (text.isPresent() && verifier.isEmpty())
      refuse(
          Refusals.malformed(
              "The field \""
                  + field
                  + "\" must be SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY, as in RFC 5803."));
    return verifier;
  }

  /** The id that a client keeps for its whole life. */
  Optional<String> client() {
    var client = optionalString("client");
    if (client.isPresent() && !ClientStream.isIdOfClient(client.get())) {
      refuse(
          Refusals.malformed(
              "The field \"client\" must have 1 to "
                  + ClientStream.MAX_CLIENT_LENGTH
                  + " complete characters, no control characters, and not begin with @. Make a "
                  + "random one and keep it."));
    }
    return client;
  }

  /** What the client says that it is; empty if it says nothing. */
  String device() {
    var kind = optionalString("device").orElse("");
    boolean isKind =
        kind.codePointCount(0, kind.length()) <= Device.MAX_KIND_LENGTH
            && TextRules.isWhole(kind)
            && kind.codePoints().noneMatch(Character::isISOControl);
    if (!isKind)
      refuse(
          Refusals.malformed(
              "The field \"device\" must have at most "
                  + Device.MAX_KIND_LENGTH
                  + " complete characters, and no control characters."));
    return kind;
  }

  boolean flag(String field) {
    var value = request.path(field);
    if (!isAbsent(value) && !value.isBoolean())
      refuse(Refusals.malformed("The field \"" + field + "\" must be true or false."));
    return value.asBoolean(false);
  }

  Optional<Boolean> optionalFlag(String field) {
    return isAbsent(request.path(field)) ? Optional.empty() : Optional.of(flag(field));
  }

  /** A required whole number. */
  long number(String field) {
    var value = request.path(field);
    if (value.isIntegralNumber() && value.canConvertToLong()) return value.longValue();
    refuse(Refusals.malformed("The field \"" + field + "\" must be a whole number."));
    return 0;
  }

  /** A number that counts 1, 2, 3 …, if it is present. */
  Optional<Long> sequenceNumber(String field) {
    if (isAbsent(request.path(field))) return Optional.empty();
    long number = number(field);
    if (number < 1) refuse(Refusals.malformed("The field \"" + field + "\" counts from 1."));
    return Optional.of(number);
  }

  /** A user name, if it is present. */
  Optional<UserName> optionalName(String field) {
    return isAbsent(request.path(field)) ? Optional.empty() : name(field);
  }

  /** The words that somebody looks for; required. */
  Optional<SearchWords> words(String field) {
    var words = SearchWords.of(string(field));
    if (words.isEmpty())
      refuse(
          Refusals.malformed(
              "The field \"" + field + "\" must have 1 to " + SearchWords.MAX_WORDS + " words."));
    return words;
  }

  /** At most {@code max} of something; {@code otherwise} if it is absent. */
  int limit(int otherwise, int max) {
    if (isAbsent(request.path("limit"))) return otherwise;
    long limit = number("limit");
    if (limit < 1 || limit > max)
      refuse(Refusals.malformed("The field \"limit\" must be 1 to " + max + "."));
    return (int) Math.max(1, Math.min(limit, max));
  }

  /** The place in a conversation, if one is asked for. */
  Optional<Place> place() {
    Optional<Place> found = Optional.empty();
    for (var side : Side.values()) {
      var mark = mark(side.name().toLowerCase(Locale.ROOT));
      if (mark.isPresent() && found.isPresent())
        refuse(
            Refusals.malformed(
                "The fields \"before\", \"after\" and \"around\" exclude each other."));
      else if (mark.isPresent()) found = Optional.of(new Place(side, mark.get()));
    }
    return found;
  }

  /** The {@code pos} of a message, if it is present. */
  Optional<HistoryMark> mark(String field) {
    var text = optionalString(field);
    var mark = text.flatMap(HistoryMark::parse);
    if (text.isPresent() && mark.isEmpty())
      refuse(Refusals.malformed("The field \"" + field + "\" must be the \"pos\" of a message."));
    return mark;
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  void refuse(Refusal why) {
    if (refusal.isEmpty()) refusal = Optional.of(why);
  }
}
