package dev.fovea.standalone.house.bad.ingest.upload;

import dev.fovea.standalone.house.bad.moderation.accounts.Person;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;
import software.amazon.awssdk.services.s3.S3Client;

/** Built wrong on purpose: a public bean that knows another stage and the store, and is configured by words. */
@Service
public class Counter {

    @Value("${fovea.counter.name:}")
    private String name;

    @Autowired
    private Person person;

    public String name() {
        return name + person.email();
    }

    public void use(S3Client client) {
        client.close();
    }
}
