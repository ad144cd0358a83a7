package dev.parley.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Writes values in DER (ITU-T X.690), as much of it as a certificate needs, and takes one apart.
 */
final class Der {
  /** Certificates write the years until here with two digits (RFC 5280, section 4.1.2.5). */
  private static final int LAST_YEAR_OF_UTC_TIME = 2049;

  private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter GENERALIZED_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME_TAG = 0x17;
  private static final int GENERALIZED_TIME_TAG = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  /** The class of tags whose meaning depends on their place, for a value and for a list. */
  private static final int CONTEXT = 0x80;

  private static final int CONTEXT_CONSTRUCTED = 0xa0;

  /** Lengths below this are one byte. */
  private static final int LONG_FORM = 0x80;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] set(byte[]... parts) {
    return tagged(SET, parts);
  }

  /** The value in place of the default, which is false and is not written. */
  static byte[] isTrue() {
    return tagged(BOOLEAN, new byte[] {(byte) 0xff});
  }

  static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  /** {@code unused}: the bits at the end of the last byte that are not part of the string. */
  static byte[] bits(int unused, byte... bytes) {
    return tagged(BIT_STRING, new byte[] {(byte) unused}, bytes);
  }

  static byte[] octets(byte[] bytes) {
    return tagged(OCTET_STRING, bytes);
  }

  static byte[] text(String text) {
    return tagged(UTF8_STRING, text.getBytes(UTF_8));
  }

  /** {@code dotted}: as in 2.5.29.15. */
  static byte[] identifier(String dotted) {
    var arcs = dotted.split("\\.", -1);
    var bytes = new ByteArrayOutputStream();
    bytes.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) writeArc(Integer.parseInt(arcs[i]), bytes);
    return tagged(OBJECT_IDENTIFIER, bytes.toByteArray());
  }

  private static void writeArc(int arc, ByteArrayOutputStream bytes) {
    for (int shift = 28; shift > 0; shift -= 7)
      if (arc >>> shift != 0) bytes.write(0x80 | ((arc >>> shift) & 0x7f));
    bytes.write(arc & 0x7f);
  }

  static byte[] time(Instant instant) {
    var time = ZonedDateTime.ofInstant(instant, ZoneOffset.UTC);
    boolean isShort = time.getYear() <= LAST_YEAR_OF_UTC_TIME;
    var text = (isShort ? UTC_TIME : GENERALIZED_TIME).format(time);
    return tagged(
        isShort ? UTC_TIME_TAG : GENERALIZED_TIME_TAG, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A value whose type is that of its place, in place of its own tag. */
  static byte[] implicit(int number, byte[] value) {
    return tagged(CONTEXT | number, value);
  }

  /** Whole values in an envelope with the number of their place. */
  static byte[] explicit(int number, byte[]... parts) {
    return tagged(CONTEXT_CONSTRUCTED | number, parts);
  }

  /** The first of the values in {@code sequence}, which is one in DER. */
  static byte[] firstOf(byte[] sequence) {
    int begin = contentOf(sequence, 0);
    int content = contentOf(sequence, begin);
    return Arrays.copyOfRange(sequence, begin, content + length(sequence, begin));
  }

  private static int contentOf(byte[] bytes, int value) {
    int first = bytes[value + 1] & 0xff;
    return value + 2 + (first < LONG_FORM ? 0 : first & 0x7f);
  }

  private static int length(byte[] bytes, int value) {
    int first = bytes[value + 1] & 0xff;
    if (first < LONG_FORM) return first;
    int length = 0;
    for (int i = value + 2; i < contentOf(bytes, value); i++)
      length = (length << 8) | (bytes[i] & 0xff);
    return length;
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = 0;
    for (var part : parts) length += part.length;
    var bytes = new ByteArrayOutputStream(length + 6);
    bytes.write(tag);
    writeLength(length, bytes);
    for (var part : parts) bytes.writeBytes(part);
    return bytes.toByteArray();
  }

  private static void writeLength(int length, ByteArrayOutputStream bytes) {
    if (length < LONG_FORM) {
      bytes.write(length);
      return;
    }
    int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
    bytes.write(LONG_FORM | count);
    for (int i = count - 1; i >= 0; i--) bytes.write(length >>> (8 * i));
  }
}
