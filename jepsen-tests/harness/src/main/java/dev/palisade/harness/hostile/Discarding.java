package dev.palisade.harness.hostile;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Methods whose requests are bytes, and whose answers are counted and thrown away: the attacker is
 * not to spend its own memory.
 */
final class Discarding {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          throw new UnsupportedOperationException("only requests are bytes");
        }
      };

  private static final MethodDescriptor.Marshaller<Long> LENGTH =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(Long value) {
          throw new UnsupportedOperationException("only answers are counted");
        }

        @Override
        public Long parse(InputStream stream) {
          try (stream) {
            return stream.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private Discarding() {}

  /** The same method, whose answers are only counted, in bytes. */
  static MethodDescriptor<byte[], Long> of(MethodDescriptor<?, ?> method) {
    return MethodDescriptor.<byte[], Long>newBuilder()
        .setType(method.getType())
        .setFullMethodName(method.getFullMethodName())
        .setRequestMarshaller(BYTES)
        .setResponseMarshaller(LENGTH)
        .build();
  }
}
