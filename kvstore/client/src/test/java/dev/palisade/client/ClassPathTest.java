package dev.palisade.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassPathTest {
  /** Major version of class files for Java 17. */
  private static final int JAVA_17 = 61;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.rocksdb.RocksDB",
        "dev.palisade.raft.Entry",
        "dev.palisade.kv.state.Store",
        "org.slf4j.Logger",
        "ch.qos.logback.classic.Logger"
      })
  void nothingOfTheServerComesWithTheClient(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void noArchiveOfTheServerIsOnTheClassPath() {
    List<String> entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).toList();
    assertThat(entries)
        .noneMatch(entry -> entry.contains("rocksdb") || entry.contains("kvstore/server"))
        .anyMatch(entry -> entry.contains("grpc-netty"));
  }

  @Test
  void everyClassRunsOnJava17() throws IOException, URISyntaxException {
    Path root =
        Path.of(PalisadeClient.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> classes;
    try (Stream<Path> files = Files.walk(root)) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    assertThat(classes).hasSizeGreaterThan(50);
    assertThat(classes).allSatisfy(file -> assertThat(majorOf(file)).isEqualTo(JAVA_17));
    assertThat(majorOf(dev.palisade.proto.kv.PutRequest.class))
        .as("version of the wire contract's classes")
        .isEqualTo(JAVA_17);
  }

  private static int majorOf(Class<?> type) throws IOException {
    String resource = type.getName().replace('.', '/') + ".class";
    ClassLoader loader = Objects.requireNonNull(type.getClassLoader());
    try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(resource))) {
      return majorOf(in);
    }
  }

  private static int majorOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return majorOf(in);
    }
  }

  private static int majorOf(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    assertThat(data.readInt()).isEqualTo(0xcafebabe);
    data.readUnsignedShort();
    return data.readUnsignedShort();
  }
}
