package dev.palisade.harness.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShimCompilerTest {
  @TempDir private Path folder = Path.of("");

  /** A program that does this; {@code $5} is the library to be made. */
  private String compiler(String... lines) throws IOException {
    Path program = folder.resolve("compiler");
    Files.write(program, Stream.concat(Stream.of("#!/bin/sh"), Stream.of(lines)).toList());
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program.toString();
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  @Test
  void aCompilerWithoutHeadersIsTriedOnceAndToldOf() throws Exception {
    Path calls = folder.resolve("calls");
    String compiler =
        compiler(
            "echo called >>" + calls,
            "echo 'shim.c: In file:'",
            "echo 'shim.c:5:10: fatal error: dlfcn.h: No such file or directory'",
            "echo 'compilation terminated.'",
            "exit 1");
    ShimCompiler shims = new ShimCompiler(compiler, folder.resolve("cache"));
    for (int i = 0; i < 2; i++) {
      assertThat(shims.whyNot(Preload.CLOCK).orElseThrow())
          .endsWith(
              "cannot compile its library (shim.c:5:10: fatal error: dlfcn.h: No such file or"
                  + " directory): run scripts/chaos-tools");
    }
    assertThat(calls).hasContent("called");
    assertThat(kept()).isEmpty();
    assertThatThrownBy(() -> shims.compiled(Preload.CLOCK)).isInstanceOf(ClusterException.class);
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldOf() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertThat(new ShimCompiler(compiler("exit 0"), file.resolve("cache")).whyNot(Preload.DISK))
        .hasValueSatisfying(
            why -> assertThat(why).contains(file + "/cache", "let XDG_CACHE_HOME name a folder"));
  }

  @Test
  void withoutACompilerThereIsNoLibrary() {
    assertThat(new ShimCompiler("no-such-compiler", folder).whyNot(Preload.CLOCK))
        .hasValueSatisfying(why -> assertThat(why).contains("is not installed"));
  }

  @Test
  void whatIsCompiledIsKept() throws Exception {
    Path cache = folder.resolve("cache");
    ShimCompiler shims = new ShimCompiler(compiler("echo library >\"$5\""), cache);
    assertThat(shims.whyNot(Preload.CLOCK)).isEmpty();
    Path library = shims.compiled(Preload.CLOCK);
    assertThat(library).hasContent("library");
    assertThat(kept()).containsExactly(library);
    assertThat(new ShimCompiler("no-such-compiler", cache).whyNot(Preload.CLOCK)).isEmpty();
  }
}
