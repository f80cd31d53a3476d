package dev.fovea.standalone;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.forwardedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.fovea.platform.JsonOnlyConfiguration;
import java.util.Map;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** What a browser gets for the paths of the site: test resources stand for the pages. */
class SiteTest {

    private MockMvc site;

    @EnableWebMvc
    @RestController
    static class Mvc {
        @GetMapping("/api/greeting")
        Map<String, String> greeting() {
            return Map.of("word", "hello");
        }
    }

    @BeforeEach
    void start() {
        var context = new AnnotationConfigWebApplicationContext();
        context.setServletContext(new MockServletContext());
        context.register(Mvc.class, SiteConfiguration.class, JsonOnlyConfiguration.class);
        context.refresh();
        site = MockMvcBuilders.webAppContextSetup(context).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.html", "/library", "/watch/0190a5e4-0000-7000-8000-000000000000", "/watch/a.b"})
    void aPathThatAPersonOpensIsThePageAndAskedForEachTime(String path) throws Exception {
        site.perform(get(path).accept("text/html,application/xhtml+xml"))
                .andExpect(status().isOk())
                .andExpect(content().contentTypeCompatibleWith("text/html"))
                .andExpect(content().string(Matchers.containsString("<div id=\"root\">")))
                .andExpect(header().string("Cache-Control", "no-cache"));
    }

    @Test
    void theRootIsThePage() throws Exception {
        site.perform(get("/").accept("text/html")).andExpect(status().isOk()).andExpect(forwardedUrl("/index.html"));
    }

    @Test
    void anAssetIsKeptForAYear() throws Exception {
        site.perform(get("/assets/sample-0a1b2c3d.js"))
                .andExpect(status().isOk())
                .andExpect(header().string("Cache-Control", "max-age=31536000, public, immutable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/gone.js", "/favicon.gone"})
    void aFileThatIsMissingIsNotThePage(String path) throws Exception {
        site.perform(get(path).accept("*/*")).andExpect(status().isNotFound());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/media/nothing", "/actuator/nothing"})
    void aPathOfAServiceIsNeverThePage(String path) throws Exception {
        site.perform(get(path).accept("text/html"))
                .andExpect(status().isNotFound())
                .andExpect(forwardedUrl(null));
    }

    @Test
    void aCallIsAnsweredInJsonThoughABrowserPrefersXml() throws Exception {
        site.perform(get("/api/greeting").accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))
                .andExpect(status().isOk())
                .andExpect(content().json("{\"word\": \"hello\"}"));
        site.perform(get("/api/greeting").accept("application/xml")).andExpect(status().isNotAcceptable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../logback-test.xml", "/%2e%2e/logback-test.xml", "/..%2flogback-test.xml"})
    void noPathLeavesTheFolder(String path) throws Exception {
        site.perform(get(java.net.URI.create(path)).accept("*/*")).andExpect(status().isNotFound());
    }
}
