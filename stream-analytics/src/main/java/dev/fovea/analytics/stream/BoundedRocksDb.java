package dev.fovea.analytics.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for all stores of this process. By default each partition's store may take 100 MiB outside the heap, which a
 * small machine does not have.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    private static final long MEMORY_BYTES_MAX = 64L << 20;
    private static final long WRITE_BUFFERS_BYTES_MAX = 24L << 20;
    private static final long WRITE_BUFFER_BYTES = 4L << 20;

    static {
        RocksDB.loadLibrary();
    }

    // Shared by all stores for as long as the process lives: closing a store must not close them.
    private static final Cache MEMORY = new LRUCache(MEMORY_BYTES_MAX);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFERS_BYTES_MAX, MEMORY);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(MEMORY);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    }

    @Override
    public void close(String storeName, Options options) {
        // Nothing of this store's own was opened.
    }
}
