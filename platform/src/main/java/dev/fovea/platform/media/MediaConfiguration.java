package dev.fovea.platform.media;

import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The one place that knows which store it is: {@code fovea.media.store=local|s3}. */
@Configuration(proxyBeanMethods = false)
class MediaConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "fovea.media.store", havingValue = "local", matchIfMissing = true)
    static class Local {

        @Bean
        MediaStore mediaStore(MediaProperties properties) throws IOException {
            return new LocalMediaStore(properties.directory());
        }

        @Bean
        SourceUploads sourceUploads(MediaProperties properties) {
            return new LocalSourceUploads(properties.directory());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "fovea.media.store", havingValue = "s3")
    static class S3 {

        @Bean
        S3Client mediaS3(MediaProperties properties) {
            var builder = S3Client.builder()
                    .httpClient(UrlConnectionHttpClient.create())
                    .region(Region.of(properties.s3().region()))
                    .credentialsProvider(credentials(properties.s3()))
                    .forcePathStyle(properties.s3().endpoint() != null);
            if (properties.s3().endpoint() != null) {
                builder.endpointOverride(properties.s3().endpoint());
            }
            return builder.build();
        }

        @Bean
        S3Presigner mediaPresigner(MediaProperties properties) {
            var builder = S3Presigner.builder()
                    .region(Region.of(properties.s3().region()))
                    .credentialsProvider(credentials(properties.s3()))
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(properties.s3().endpoint() != null)
                            .build());
            if (properties.s3().endpoint() != null) {
                builder.endpointOverride(properties.s3().endpoint());
            }
            return builder.build();
        }

        @Bean
        MediaStore mediaStore(S3Client mediaS3, MediaProperties properties) {
            return new S3MediaStore(mediaS3, properties.s3().bucket());
        }

        @Bean
        SourceUploads sourceUploads(
                S3Client mediaS3,
                S3Presigner mediaPresigner,
                MediaProperties properties,
                MediaStore store,
                Clock clock) {
            return new S3SourceUploads(mediaS3, mediaPresigner, properties.s3().bucket(), store, clock);
        }

        private static AwsCredentialsProvider credentials(MediaProperties.Bucket s3) {
            return s3.accessKey() == null || s3.secretKey() == null
                    ? DefaultCredentialsProvider.builder().build()
                    : StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), s3.secretKey()));
        }
    }

    /**
     * @param store local or s3
     * @param directory of the local store
     */
    @Validated
    @ConfigurationProperties("fovea.media")
    record MediaProperties(
            @DefaultValue("local") String store,
            @DefaultValue("data/media") Path directory,
            @DefaultValue Bucket s3) {

        /**
         * @param endpoint of an S3-compatible service, addressed by path; absent for AWS
         * @param accessKey,secretKey absent: the AWS default chain
         */
        record Bucket(
                @Nullable URI endpoint,
                @DefaultValue("us-east-1") String region,
                @DefaultValue("fovea") @NotBlank String bucket,
                @Nullable String accessKey,
                @Nullable String secretKey) {}
    }
}
