package dev.palisade.cli;

import dev.palisade.cli.output.RawText;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Turns exceptions into sentences: the one place that knows what their types and the texts of the
 * operating system and of libraries mean, and what to do about it.
 *
 * <p>Example: a {@link NoSuchFileException}, whose message is only the path {@code /backups/a},
 * becomes {@code there is no folder /backups; create it or choose another path}.
 */
public final class Reasons {
  /** Longer chains of causes are loops. */
  private static final int MOST_CAUSES = 16;

  private static final String BIND_FAILED = "Failed to bind to address ";

  private Reasons() {}

  /** What happened and what to do, on one line. */
  public static String of(Throwable thrown) {
    return of(thrown, 0);
  }

  /**
   * The same failure, with what was tried in front.
   *
   * @param tried as in {@code cannot read the value from a.txt}
   */
  public static IOException whileTrying(String tried, Throwable thrown) {
    return new IOException(tried + ": " + of(thrown), thrown);
  }

  /** Whether the world outside is to blame, so that a stack trace would tell nothing. */
  public static boolean isOutside(Throwable thrown) {
    Throwable each = thrown;
    for (int i = 0; each != null && i < MOST_CAUSES; i++, each = each.getCause()) {
      if (each instanceof IOException
          || each instanceof RocksDBException
          || each instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static String of(Throwable thrown, int depth) {
    String message = thrown.getMessage();
    Throwable cause = depth < MOST_CAUSES ? thrown.getCause() : null;
    if (message != null && message.startsWith(BIND_FAILED)) {
      return "cannot listen on %s: %s"
          .formatted(
              addressIn(message),
              cause == null ? "the address cannot be used" : of(cause, depth + 1));
    }
    Optional<String> known = known(thrown);
    if (known.isPresent()) {
      return known.get();
    }
    if (cause == null) {
      return message == null || message.isBlank() ? nameOf(thrown) : message;
    }
    String inner = of(cause, depth + 1);
    if (message == null || message.equals(cause.toString())) {
      return inner;
    }
    String told = cause.getMessage();
    if (told != null && !told.isBlank() && message.endsWith(told)) {
      return message.substring(0, message.length() - told.length()) + inner;
    }
    return isOutside(cause) && !message.endsWith(inner) ? message + ": " + inner : message;
  }

  /** Of {@code … db1/10.0.0.1:7001} the part after the slash, which is what was tried. */
  private static String addressIn(String message) {
    return message
        .substring(BIND_FAILED.length())
        .replace("/<unresolved>", "")
        .replaceFirst("^[^/]*/", "");
  }

  /** The sentence for a kind of exception whose message does not say enough. */
  private static Optional<String> known(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return Optional.ofNullable(
        switch (thrown) {
          case FileSystemException file -> ofFile(file);
          case FileNotFoundException _ -> errno(message, null);
          case UnresolvedAddressException _ -> "its host name cannot be resolved; check the name";
          case UnknownHostException _ ->
              "host name '" + message + "' cannot be resolved; check the name, and DNS";
          case BindException _ -> ofBind(message);
          case NoRouteToHostException _ ->
              "there is no route to the host; check network and firewall";
          case SocketTimeoutException _ -> "no answer in time";
          case ConnectException _ ->
              "the connection was refused; check that a node runs there, and the port";
          case CharacterCodingException _ -> "its text is not valid UTF-8; save it as UTF-8";
          case EOFException _ -> "it ends too early; it is damaged or not complete";
          case OverlappingFileLockException _ -> "this process uses it already";
          case InvalidPathException path -> ofPath(path);
          case NumberFormatException _ -> ofNumber(message);
          case RocksDBException _ -> ofRocks(message);
          case OutOfMemoryError _ ->
              "out of memory (" + message + "); give the JVM more with PALISADE_JVM=-Xmx…";
          case IOException _ when thrown.getCause() == null -> errno(message, null);
          case IllegalArgumentException _ when message.startsWith("Malformed \\u") ->
              "a backslash with u is not followed by four hexadecimal digits; write \\\\ for a"
                  + " backslash";
          default -> null;
        });
  }

  private static @Nullable String ofFile(FileSystemException failed) {
    String file = RawText.printable(String.valueOf(failed.getFile()));
    String reason = failed.getReason();
    return switch (failed) {
      case NoSuchFileException _ -> missing(file);
      case AccessDeniedException _ -> errno("Permission denied", file);
      case NotDirectoryException _ -> errno("Not a directory", file);
      case DirectoryNotEmptyException _ ->
          "folder " + file + " is not empty; empty it or choose another";
      case FileSystemLoopException _ -> errno("Too many levels of symbolic links", file);
      case FileAlreadyExistsException _ ->
          file
              + (Files.isDirectory(Path.of(file))
                  ? " exists already; remove it or choose another path"
                  : " exists already and is a file; remove it or choose another path");
      default -> {
        String known = reason == null ? null : errno(reason, file);
        yield known != null ? known : file + ": " + (reason == null ? nameOf(failed) : reason);
      }
    };
  }

  private static String missing(String file) {
    try {
      Path parent = Path.of(file).toAbsolutePath().getParent();
      if (parent != null && !Files.exists(parent)) {
        return "there is no folder " + parent + "; create it or choose another path";
      }
    } catch (InvalidPathException e) {
      // The path as it is will do.
    }
    return "there is no file or folder " + file + "; check the path";
  }

  /** The sentence for an error of the operating system; null for one that is not known. */
  private static @Nullable String errno(String text, @Nullable String file) {
    String it = file == null ? "it" : file;
    String disk = file == null ? "the disk" : "the disk that holds " + file;
    String[][] sentences = {
      {"No such file or directory", file == null ? "there is no such file" : missing(it)},
      {"Permission denied", "no permission to use " + it + "; check its owner and mode"},
      {"Operation not permitted", "no permission to change " + it + "; check its owner and mode"},
      {"Not a directory", it + " is not a folder, or lies below a file; choose another path"},
      {"Is a directory", it + " is a folder, not a file; choose another path"},
      {"No space left on device", disk + " is full (no space left); free some space"},
      {"Disk quota exceeded", "the quota of " + disk + " is used up; free some space"},
      {"File too large", it + " would be larger than its file system or ulimit -f allows"},
      {
        "Read-only file system", disk + " is read-only; mount it for writing or choose another path"
      },
      {"Too many open files", "too many files are open; raise the limit (ulimit -n)"},
      {"File name too long", "the name " + it + " is too long for its file system"},
      {"Too many levels of symbolic links", it + " is a symbolic link that leads back to itself"},
      {"Invalid cross-device link", it + " would be moved to another file system"},
      {"Device or resource busy", it + " is in use by the system, for example a mount point"},
      {"Input/output error", disk + " reports an input/output error; check it (dmesg)"},
      {"Stale file handle", it + " is gone from its network file system; mount it again"},
      {"Broken pipe", "the other side closed the pipe or connection"},
      {"Connection reset", "the other side closed the connection"},
      {"Address already in use", ofBind("Address already in use")},
    };
    for (String[] sentence : sentences) {
      if (text.contains(sentence[0])) {
        return sentence[1];
      }
    }
    return null;
  }

  private static String ofBind(String message) {
    if (message.contains("in use")) {
      return "the port is in use by another process; stop that process or choose another port";
    }
    if (message.contains("assign requested address")) {
      return "the address is not one of this machine; to be reached at an address of another one"
          + " (NAT, container), listen on one of this machine with --listen-peers and"
          + " --listen-clients, for example 0.0.0.0:PORT";
    }
    if (message.contains("ermission")) {
      return "no permission to listen on the port; choose one above 1023";
    }
    return message;
  }

  private static String ofPath(InvalidPathException path) {
    String shown = RawText.printable(path.getInput());
    String charset = System.getProperty("sun.jnu.encoding");
    if (path.getReason().contains("unmappable") && "UTF-8".equals(charset)) {
      return "path '"
          + shown
          + "' is not valid UTF-8; rename it, or pass its content through a pipe";
    }
    return path.getReason().contains("unmappable")
        ? "path '%s' holds characters that the charset of this locale (%s) does not have; set LC_ALL to a UTF-8 locale, or rename it"
            .formatted(shown, charset)
        : "'%s' is not a path: %s".formatted(shown, path.getReason());
  }

  private static String ofNumber(String message) {
    int from = message.indexOf('"');
    int to = message.lastIndexOf('"');
    return from >= 0 && to > from
        ? "'" + message.substring(from + 1, to) + "' is not a number, or too large for one"
        : message;
  }

  private static @Nullable String ofRocks(String message) {
    if (message.contains("lock")
        && (message.contains("temporarily unavailable")
            || message.contains("No locks available")
            || message.contains("current process"))) {
      return "it is in use by another process; stop that process or choose another folder";
    }
    return errno(message, null);
  }

  /** {@code AsynchronousCloseException} becomes {@code asynchronous close}. */
  private static String nameOf(Throwable thrown) {
    return thrown
        .getClass()
        .getSimpleName()
        .replaceAll("(Exception|Error)$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
