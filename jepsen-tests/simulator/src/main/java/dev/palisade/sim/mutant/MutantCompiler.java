package dev.palisade.sim.mutant;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.raft.core.RaftCore;
import dev.palisade.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles changed sources against the unchanged classes, in memory. Thread-safe. */
public final class MutantCompiler {
  private MutantCompiler() {}

  /**
   * The changed classes by their name.
   *
   * @throws IllegalStateException if there is no compiler, or the mutant does not compile
   */
  public static Map<String, byte[]> compile(Mutant mutant) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException(
          "this Java has no compiler; run with a JDK of the version that Palisade is built with");
    }
    List<JavaFileObject> sources = new ArrayList<>();
    mutant.sources().forEach((file, text) -> sources.add(new Source(file, text)));
    StringWriter messages = new StringWriter();
    Classes classes = new Classes(compiler.getStandardFileManager(null, null, null));
    List<String> options = List.of("-nowarn", "-proc:none", "-classpath", classPath());
    boolean compiled = compiler.getTask(messages, classes, null, options, null, sources).call();
    if (!compiled) {
      throw new IllegalStateException(
          "mutant " + mutant.name() + " does not compile:\n" + messages);
    }
    return classes.bytes();
  }

  /** Where the classes that mutants are made of come from. */
  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> each :
        List.of(RaftCore.class, KvStateMachine.class, Simulation.class, Nullable.class)) {
      try {
        places.add(
            Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IllegalStateException("class path of " + each + " is no file", e);
      }
    }
    return String.join(java.io.File.pathSeparator, places);
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("string:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Compiled(String name) {
      super(URI.create("mem:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
    private final TreeMap<String, Compiled> compiled = new TreeMap<>();

    Classes(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location,
        String className,
        JavaFileObject.Kind kind,
        @Nullable FileObject sibling) {
      return compiled.computeIfAbsent(className, Compiled::new);
    }

    Map<String, byte[]> bytes() {
      TreeMap<String, byte[]> bytes = new TreeMap<>();
      compiled.forEach((name, file) -> bytes.put(name, file.bytes.toByteArray()));
      try {
        close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes;
    }
  }
}
