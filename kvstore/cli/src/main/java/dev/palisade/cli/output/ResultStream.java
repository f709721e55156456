package dev.palisade.cli.output;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where results go, as UTF-8. Remembers why a write failed: a {@link PrintStream} alone would drop
 * the rest of a result without a word when the disk is full. Thread-safe.
 */
public final class ResultStream extends PrintStream {
  private final Remembering target;

  /** Writes to this stream. */
  public ResultStream(OutputStream out) {
    this(new Remembering(out));
  }

  private ResultStream(Remembering target) {
    super(new BufferedOutputStream(target), true, StandardCharsets.UTF_8);
    this.target = target;
  }

  /** Why the first write that failed did so; empty when everything so far was written. */
  public Optional<IOException> failure() {
    flush();
    return Optional.ofNullable(target.failure);
  }

  private static final class Remembering extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
