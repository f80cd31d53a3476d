package dev.fovea.connectors.embedded;

import static dev.fovea.connectors.testing.EmbeddedClickHouse.ANALYST;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.ANALYST_PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.PASSWORD;
import static dev.fovea.connectors.testing.EmbeddedClickHouse.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fovea.connectors.testing.EmbeddedClickHouse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as curl and simple clients speak it, on the real engine. */
class ClickHouseServerIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private static EmbeddedClickHouse clickHouse;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        clickHouse = EmbeddedClickHouse.start(folder.resolve("clickhouse"));
        clickHouse.query("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
    }

    @AfterAll
    static void stop() {
        clickHouse.close();
    }

    @BeforeEach
    void empty() {
        clickHouse.query("TRUNCATE TABLE t");
    }

    @Test
    void answersToHealthChecksWithoutSignIn() throws Exception {
        for (String path : new String[] {"ping", "", "replicas_status"}) {
            assertThat(get(path).body()).isEqualTo("Ok.\n");
        }
    }

    @Test
    void refusesAWrongPasswordAsClickHouseDoes() {
        HttpResponse<String> response = clickHouse.send(USER, "wrong", "", "SELECT 1");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("516");
        assertThat(clickHouse.send("", "", "", "SELECT 1").statusCode()).isEqualTo(403);
    }

    @Test
    void takesTheStatementFromTheUrlTheBodyOrBoth() throws Exception {
        assertThat(clickHouse.query("SELECT 1")).isEqualTo("1");
        assertThat(get("?user=fovea&password=" + encoded(PASSWORD) + "&query=" + encoded("SELECT 2"))
                        .body())
                .isEqualTo("2\n");
        assertThat(admin("?query=" + encoded("INSERT INTO t FORMAT JSONEachRow"), "{\"a\":7,\"s\":\"x\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(clickHouse.query("SELECT * FROM t")).isEqualTo("7\tx");
    }

    @Test
    void storesBinaryDataThatHoldsLineBreaks() throws IOException, InterruptedException {
        var body = new ByteArrayOutputStream();
        body.write("INSERT INTO t FORMAT RowBinary\n".getBytes(StandardCharsets.UTF_8));
        for (long a = 0; a < 20_000; a++) {
            for (int octet = 0; octet < 8; octet++) {
                body.write((int) (a >> (8 * octet)));
            }
            body.write(1);
            body.write('\n');
        }

        HttpResponse<String> response = send("", body.toByteArray());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
                .contains("\"written_rows\":\"20000\"");
        assertThat(clickHouse.query("SELECT count(), sum(a), any(s) = '\\n' FROM t"))
                .isEqualTo("20000\t199990000\t1");
    }

    @Test
    void appliesParametersSettingsDatabaseAndFormat() {
        assertThat(admin("?param_x=5%5Ct6&default_format=JSONCompactEachRow", "SELECT {x:String}")
                        .body())
                .isEqualTo("[\"5\\t6\"]\n");
        assertThat(admin("?max_result_rows=1", "SELECT * FROM numbers(5)").body())
                .contains("Code: 396");
        assertThat(admin("?no_such_setting=1", "SELECT 1").headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("115");
        assertThat(admin("?database=system", "SELECT count() > 0 FROM one").body())
                .isEqualTo("1\n");
        assertThat(admin("", "SELECT 1 AS a FORMAT JSONEachRow").headers().firstValue("X-ClickHouse-Format"))
                .contains("JSONEachRow");
    }

    @Test
    void keepsASessionWithItsTemporaryTable() {
        assertThat(admin("?session_id=one", "CREATE TEMPORARY TABLE kept (a UInt8)")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin("?session_id=one", "SELECT count() FROM kept").body()).isEqualTo("0\n");
        assertThat(admin("?session_id=two", "SELECT count() FROM kept").statusCode())
                .isEqualTo(404);
        assertThat(admin("?session_id=three&session_check=1", "SELECT 1").body())
                .contains("Code: 372");
        assertThat(admin("?session_id=one&close_session=1", "SELECT 1").body()).isEqualTo("1\n");
        assertThat(admin("?session_id=one", "SELECT count() FROM kept").statusCode())
                .isEqualTo(404);
    }

    @Test
    void freesASessionBeforeItsAnswerIsWhole() {
        for (int i = 0; i < 300; i++) {
            HttpResponse<String> response = admin("?session_id=again", "SELECT 1");

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
    }

    @Test
    void tellsTheCodeOfAnError() {
        HttpResponse<String> response = admin("", "SELECT no_such_column FROM t");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("47");
        assertThat(admin("", "SELEC 1").statusCode()).isEqualTo(400);
    }

    @Test
    void tellsAnErrorThoughTheClientIsStillSending() throws Exception {
        byte[] body = ("INSERT INTO t FORMAT NoSuchFormat\n" + "x".repeat(20_000_000)).getBytes(StandardCharsets.UTF_8);

        assertThat(send("", body).headers().firstValue("X-ClickHouse-Exception-Code"))
                .contains("73");
    }

    @Test
    void breaksOffWhenAnErrorComesInTheMiddleOfAResult() {
        String sql = "SELECT number, throwIf(number = 30000000) FROM numbers(40000000) FORMAT RowBinary"
                + " SETTINGS max_block_size = 65536, max_threads = 1";

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> send("", sql.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void streamsALongResultWhole() throws Exception {
        var response = http.send(
                request(
                                "?enable_http_compression=1",
                                "SELECT number FROM numbers(3000000) FORMAT TSV".getBytes(StandardCharsets.UTF_8))
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofInputStream());

        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        try (var lines = new java.io.BufferedReader(
                new java.io.InputStreamReader(new GZIPInputStream(response.body()), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().mapToLong(Long::parseLong).sum()).isEqualTo(3_000_000L * 2_999_999 / 2);
        }
    }

    @Test
    void takesAndGivesItsOwnCompressedBlocks() throws Exception {
        var blocks = new ByteArrayOutputStream();
        try (OutputStream out = CompressedBlocks.compress(blocks)) {
            out.write("{\"a\":1}\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(send("?decompress=1&query=" + encoded("INSERT INTO t FORMAT JSONEachRow"), blocks.toByteArray())
                        .statusCode())
                .isEqualTo(200);

        byte[] answer = http.send(
                        request("?compress=1", "SELECT sum(a) FROM t".getBytes(StandardCharsets.UTF_8))
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();

        assertThat(CompressedBlocks.decompress(new ByteArrayInputStream(answer)).readAllBytes())
                .asString()
                .isEqualTo("3\n");
    }

    @Test
    void takesAGzippedBody() throws Exception {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write("INSERT INTO t VALUES (1,'a'),(2,'b')".getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> response = http.send(
                request("", zipped.toByteArray())
                        .header("Content-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("2");
    }

    @Test
    void storesNothingOfAnInsertWhoseSenderHungUp() throws Exception {
        String body = "INSERT INTO t FORMAT JSONEachRow\n{\"a\":1}\n{\"a\":2}\n";
        try (var socket =
                new Socket(clickHouse.url().getHost(), clickHouse.url().getPort())) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\nHost: x\r\nAuthorization: " + EmbeddedClickHouse.basic(USER, PASSWORD)
                                    + "\r\nContent-Length: " + (body.length() + 10) + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).asString().doesNotContain("200 OK");
        }

        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("0");
    }

    @Test
    void readsOnlyByGet() throws Exception {
        String credentials = "?user=fovea&password=" + encoded(PASSWORD) + "&query=";

        assertThat(get(credentials + encoded("INSERT INTO t VALUES (1,'a')")).statusCode())
                .isEqualTo(403);
        assertThat(get(credentials + encoded("SELECT 1; DROP TABLE t")).statusCode())
                .isEqualTo(400);
        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("0");
    }

    @Test
    void letsTheAnalystReadWithSettings() {
        assertThat(analyst("?max_threads=1&session_id=s", "SELECT count() FROM t")
                        .body())
                .isEqualTo("0\n");
        assertThat(analyst("", "DESCRIBE TABLE t").statusCode()).isEqualTo(200);
        assertThat(analyst("", "SHOW TABLES").body()).isEqualTo("t\n");
        assertThat(analyst("", "WITH 1 AS x SELECT sum(number) FROM numbers(3)").body())
                .isEqualTo("3\n");
        assertThat(analyst("", "DESC (SELECT a FROM t)").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1,'a')",
                "INSERT INTO t SELECT 1, 'a'",
                "INSERT INTO FUNCTION file('/tmp/fovea-analyst', 'CSV') SELECT 1",
                "WITH 1 AS x INSERT INTO t SELECT x, 'a'",
                "SELECT 1 INTO OUTFILE '/tmp/fovea-analyst'",
                "SELECT * FROM file('/etc/passwd', 'LineAsString')",
                "DESCRIBE TABLE file('/etc/passwd')",
                "DESCRIBE TABLE s3('http://127.0.0.1:9/b/a.csv', 'CSV')",
                "SELECT * FROM `file`('/etc/passwd', 'LineAsString')",
                "SELECT * FROM `\\x66ile`('/etc/passwd', 'LineAsString')",
                "SELECT file('/etc/passwd')",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM `/etc/passwd`",
                "SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString')",
                "EXPLAIN QUERY TREE SELECT * FROM url('http://127.0.0.1:9/')",
                "SELECT * FROM remote('127.0.0.1:9', system.one)",
                "DROP TABLE t",
                "TRUNCATE TABLE t",
                "ALTER TABLE t DELETE WHERE 1",
                "CREATE TABLE u (a UInt8) ENGINE = Memory",
                "CREATE TEMPORARY TABLE u (a UInt8)",
                "KILL QUERY WHERE 1",
                "SYSTEM FLUSH LOGS",
                "SET readonly = 0",
                "SELECT 1 SETTINGS readonly = 0",
                "SELECT 1; DROP TABLE t",
                "ATTACH TABLE u FROM '/tmp' (a UInt8) ENGINE = MergeTree ORDER BY a",
            })
    void neverLetsTheAnalystWriteOrReadElsewhere(String sql) {
        clickHouse.query("INSERT INTO t VALUES (9, 'kept')");

        HttpResponse<String> response = analyst("", sql);

        assertThat(response.statusCode()).as(response.body()).isGreaterThanOrEqualTo(400);
        assertThat(response.body()).doesNotContain("root:");
        assertThat(clickHouse.query("SELECT * FROM t")).isEqualTo("9\tkept");
        assertThat(Path.of("/tmp/fovea-analyst")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readonly=0",
                "readonly=2",
                "format_schema=x",
                "format_template_row=/etc/passwd",
                "output_format_schema=x"
            })
    void neverLetsTheAnalystSetWhatNamesAFile(String setting) {
        assertThat(analyst("?" + setting, "SELECT 1").statusCode()).isEqualTo(403);
    }

    @Test
    void keepsWhatItAcknowledgedOverAKill() {
        clickHouse.query("INSERT INTO t SELECT number, '' FROM numbers(1000)");

        clickHouse.kill();
        clickHouse.restart();

        assertThat(clickHouse.query("SELECT count() FROM t")).isEqualTo("1000");
    }

    @Test
    void saysWhyItDoesNotStart() throws Exception {
        int port = clickHouse.url().getPort();
        assertThat(startFailing(
                        "--path",
                        folder.resolve("other").toString(),
                        "--port",
                        "" + port,
                        "--user",
                        "u",
                        "--password",
                        "p"))
                .isEqualTo("ClickHouse did not start: port " + port + " is in use");
        assertThat(startFailing("--path", folder.resolve("clickhouse").toString(), "--port", "1", "--user", "u"))
                .contains("--password or CLICKHOUSE_PASSWORD is missing");
        assertThat(startFailing(
                        "--path",
                        folder.resolve("clickhouse").toString(),
                        "--port",
                        freePort(),
                        "--user",
                        "u",
                        "--password",
                        "p"))
                .contains("is another ClickHouse running on it?");
        assertThat(startFailing("--path", "x", "--port", "70000", "--user", "u", "--password", "p"))
                .contains("--port must be a number from 1 to 65535, was 70000");
    }

    @Test
    void diesWithItsParent() throws Exception {
        Path out = folder.resolve("pid");
        var command = String.join(
                " ",
                EmbeddedClickHouse.command(
                                "--path",
                                folder.resolve("orphan").toString(),
                                "--port",
                                freePort(),
                                "--user",
                                "u",
                                "--password",
                                "p")
                        .stream()
                        .map(word -> "'" + word + "'")
                        .toList());
        Process shell = new ProcessBuilder("sh", "-c", command + " & echo $! > " + out + "; wait").start();
        await().atMost(PATIENCE)
                .until(() -> Files.exists(out) && !Files.readString(out).isBlank());
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(out).strip())).orElseThrow();
        await().atMost(PATIENCE)
                .until(() -> Files.exists(folder.resolve("orphan").resolve("status")));

        shell.destroyForcibly();

        await().atMost(PATIENCE).until(() -> !child.isAlive());
    }

    private static String startFailing(String... arguments) throws Exception {
        Process process = new ProcessBuilder(EmbeddedClickHouse.command(arguments)).start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return error.strip();
    }

    private static String freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static HttpResponse<String> admin(String urlQuery, String sql) {
        return clickHouse.send(USER, PASSWORD, urlQuery, sql);
    }

    private static HttpResponse<String> analyst(String urlQuery, String sql) {
        return clickHouse.send(ANALYST, ANALYST_PASSWORD, urlQuery, sql);
    }

    private HttpResponse<String> send(String urlQuery, byte[] body) throws IOException, InterruptedException {
        return http.send(request(urlQuery, body).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String urlQuery, byte[] body) {
        return HttpRequest.newBuilder(URI.create(clickHouse.url() + urlQuery))
                .header("X-ClickHouse-User", USER)
                .header("X-ClickHouse-Key", PASSWORD)
                .POST(BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(clickHouse.url() + path)).build(), BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
