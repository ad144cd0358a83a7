package dev.parley.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.parley.config.CertificateFiles;
import dev.parley.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The files with a certificate of the operator's own and its key, which others may replace. */
public final class CertificateStore {
  /** A chain of the longest keys has a fifth of this. */
  static final int MAX_BYTES = 64 * 1024;

  private final CertificateFiles files;
  private final boolean isSecretOfSystem;

  /** {@code environment}: as the system that started the node gave it. */
  public CertificateStore(CertificateFiles files, Map<String, String> environment) {
    this.files = files;
    this.isSecretOfSystem = KeyPlace.isSecretOfSystem(files.key(), environment);
  }

  /** The contents of the two files. */
  public record Texts(String certificates, String key) {}

  /** What the files have now; a {@link ConfigProblem} if one of them cannot be used. */
  public Texts read() {
    return new Texts(text(files.certificates()), secret(files.key()));
  }

  private String secret(Path file) {
    try {
      if (!isSecretOfSystem) {
        var problem = SecretRights.problem(file);
        if (problem.isPresent()) throw unusable(file, problem.get());
      }
      return text(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is none");
    } catch (IOException e) {
      throw unusable(file, e.toString());
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) throw unusable(file, "it is no PEM file: it is too long");
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw unusable(file, "there is none");
    } catch (IOException e) {
      throw unusable(file, e.toString());
    }
  }

  /** Says that the two files are of no use together, and why. */
  public ConfigProblem unusable(String reason) {
    return unusable(files.certificates(), reason);
  }

  private static ConfigProblem unusable(Path file, String reason) {
    return new ConfigProblem("The file " + file + " (parley.tls) cannot be used: " + reason + ".");
  }
}
