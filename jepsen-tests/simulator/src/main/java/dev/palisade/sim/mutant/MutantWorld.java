package dev.palisade.sim.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads every class of the product and the simulator anew, some of them changed, so that a mutant
 * lives beside the original. Thread-safe.
 */
final class MutantWorld extends ClassLoader {
  private static final String OURS = "dev.palisade.";

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> changed;

  MutantWorld(Map<String, byte[]> changed) {
    super(MutantWorld.class.getClassLoader());
    this.changed = changed;
  }

  /** A {@link Probe} of this world. */
  @SuppressWarnings("unchecked")
  Function<String, String> probe() {
    try {
      return (Function<String, String>)
          loadClass(Probe.class.getName()).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a mutant cannot be loaded", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = bytesOf(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }

  private byte[] bytesOf(String name) throws ClassNotFoundException {
    byte[] mutated = changed.get(name);
    if (mutated != null) {
      return mutated;
    }
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
