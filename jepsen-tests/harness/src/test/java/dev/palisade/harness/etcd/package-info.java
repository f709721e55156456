@NullMarked
package dev.palisade.harness.etcd;

import org.jspecify.annotations.NullMarked;
