package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.StoreException;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class ReasonsTest {
  private static final String FILE = "/tmp/some.file";

  @TempDir private Path folder = Path.of("");

  @Test
  void everyKindOfExceptionSaysWhatHappenedAndWhatToDo() {
    Map<Throwable, String> kinds = new LinkedHashMap<>();
    kinds.put(new NoSuchFileException(FILE), "there is no file or folder /tmp/some.file; check");
    kinds.put(new NoSuchFileException("/nowhere/a"), "there is no folder /nowhere; create it");
    kinds.put(new AccessDeniedException(FILE), "no permission to use /tmp/some.file; check");
    kinds.put(new NotDirectoryException(FILE), "/tmp/some.file is not a folder");
    kinds.put(new DirectoryNotEmptyException(FILE), "folder /tmp/some.file is not empty; empty it");
    kinds.put(new FileAlreadyExistsException(FILE), "/tmp/some.file exists already");
    kinds.put(file("No space left on device"), "the disk that holds /tmp/some.file is full");
    kinds.put(file("Disk quota exceeded"), "the quota of the disk that holds");
    kinds.put(file("Read-only file system"), "is read-only; mount it for writing");
    kinds.put(file("Too many open files"), "too many files are open; raise the limit");
    kinds.put(file("File name too long"), "the name /tmp/some.file is too long");
    kinds.put(file("Too many levels of symbolic links"), "leads back to itself");
    kinds.put(file("Is a directory"), "/tmp/some.file is a folder, not a file");
    kinds.put(file("Something new"), "/tmp/some.file: Something new");
    kinds.put(new IOException("No space left on device"), "the disk is full (no space left); free");
    kinds.put(new IOException("Is a directory"), "it is a folder, not a file");
    kinds.put(new IOException("Input/output error"), "reports an input/output error; check it");
    kinds.put(new IOException("Broken pipe"), "the other side closed the pipe or connection");
    kinds.put(new BindException("Address already in use"), "the port is in use by another process");
    kinds.put(new BindException("Cannot assign requested address"), "--listen-peers");
    kinds.put(new BindException("Permission denied"), "no permission to listen on the port");
    kinds.put(new UnknownHostException("db9"), "host name 'db9' cannot be resolved");
    kinds.put(new UnresolvedAddressException(), "its host name cannot be resolved");
    kinds.put(new ConnectException("Connection refused"), "the connection was refused; check");
    kinds.put(new MalformedInputException(1), "its text is not valid UTF-8; save it as UTF-8");
    kinds.put(new EOFException(), "it ends too early");
    kinds.put(new NumberFormatException("For input string: \"7x\""), "'7x' is not a number");
    kinds.put(new IllegalArgumentException("Malformed \\uxxxx encoding."), "four hexadecimal");
    kinds.put(
        new RocksDBException("While lock file: /d/LOCK: Resource temporarily unavailable"),
        "it is in use by another process; stop that process");
    kinds.put(
        new RocksDBException("While appending to file: /d/9.sst: No space left on device"),
        "the disk is full");
    kinds.put(new OutOfMemoryError("Java heap space"), "out of memory (Java heap space); give");
    kinds.forEach((thrown, said) -> assertThat(Reasons.of(thrown)).contains(said));
  }

  @Test
  void pathsThatAreNotTextAreToldAsSuch() {
    InvalidPathException thrown =
        new InvalidPathException(
            "a\udcff", "Malformed input or input contains unmappable characters");
    assertThat(Reasons.of(thrown)).contains("path 'a\\xff'");
  }

  @Test
  void aFileInTheWayOfAFolderIsToldAsAFile() throws Exception {
    Path file = Files.createFile(folder.resolve("f"));
    assertThat(Reasons.of(new FileAlreadyExistsException(file.toString())))
        .isEqualTo(file + " exists already and is a file; remove it or choose another path");
  }

  @Test
  void whatWasTriedStandsBeforeTheReasonOfTheInnermostCause() {
    IOException inner = new NoSuchFileException("/nowhere/x");
    assertThat(Reasons.of(new StoreException("cannot open the state in /d: /nowhere/x", inner)))
        .isEqualTo(
            "cannot open the state in /d: there is no folder /nowhere; create it or choose another"
                + " path");
    assertThat(
            Reasons.of(
                new IOException(
                    "Failed to bind to address db1/10.0.0.1:7001",
                    new BindException("Address already in use"))))
        .startsWith("cannot listen on 10.0.0.1:7001: the port is in use by another process");
    assertThat(Reasons.of(Reasons.whileTrying("cannot save a", new IOException("Is a directory"))))
        .isEqualTo("cannot save a: it is a folder, not a file; choose another path");
    assertThat(Reasons.of(new RuntimeException(new IOException("Too many open files"))))
        .startsWith("too many files are open");
  }

  @Test
  void aMessageThatIsCompleteByItselfStaysAsItIs() {
    IllegalArgumentException complete =
        new IllegalArgumentException("'x' is not hexadecimal", new NumberFormatException("x"));
    assertThat(Reasons.of(complete)).isEqualTo("'x' is not hexadecimal");
  }

  @Test
  void onlyWhatTheWorldOutsideDidNeedsNoTrace() {
    assertThat(Reasons.isOutside(new RuntimeException(new IOException("disk")))).isTrue();
    assertThat(Reasons.isOutside(new IllegalStateException("commit index above last"))).isFalse();
  }

  private static IOException file(String reason) {
    return new FileSystemException(FILE, null, reason);
  }
}
