package dev.fovea.platform.problem;

import dev.fovea.contracts.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** No body that a controller takes as a value is longer than this; what is longer is read as streams, elsewhere. */
@ControllerAdvice
class BodyLimit extends RequestBodyAdviceAdapter {

    static final int BYTES_MAX = 2 * 1024 * 1024;

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        if (message.getHeaders().getContentLength() > BYTES_MAX) {
            throw new TooLarge();
        }
        var limited = new LimitedStream(message.getBody());
        HttpHeaders headers = message.getHeaders();
        return new HttpInputMessage() {
            @Override
            public InputStream getBody() {
                return limited;
            }

            @Override
            public HttpHeaders getHeaders() {
                return headers;
            }
        };
    }

    /** For bodies that do not say how long they are. */
    private static final class LimitedStream extends FilterInputStream {

        private long left = BYTES_MAX;

        LimitedStream(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            took(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            took(Math.max(count, 0));
            return count;
        }

        private void took(int count) {
            left -= count;
            if (left < 0) {
                throw new TooLarge();
            }
        }
    }

    private static final class TooLarge extends ClientProblem {
        TooLarge() {
            super(ProblemType.REQUEST_TOO_LARGE, "a body of this call has at most " + BYTES_MAX + " bytes");
        }
    }
}
