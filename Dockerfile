# A node in a container: docker build -t parley . Three of them: compose.yaml.
FROM eclipse-temurin:17-jdk AS build
WORKDIR /build
COPY . .
RUN ./mvnw -q -B -Pdist -Dmaven.test.skip=true -Djacoco.skip=true -Dspotless.check.skip=true -Dcyclonedx.skip=true package \
    && mkdir /parley && cp -r target/parley.jar target/lib /parley/ \
    && cp -r src/dist/bin src/dist/sh conf /parley/ && cp src/main/sh/terminal.sh /parley/sh/ \
    && cp LICENSE NOTICE /parley/

FROM eclipse-temurin:17-jre
# A number, so that Kubernetes can tell that it is not root.
RUN groupadd --gid 10001 parley && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin parley \
    && install -d -m 0700 -o parley -g parley /var/lib/parley
COPY --from=build /parley /opt/parley
RUN ln -s /opt/parley/bin/parley /usr/local/bin/parley
ENV PARLEY_STATE=/var/lib/parley \
    PARLEY_CONF=/opt/parley/conf/parley.conf \
    PARLEY_CLIENT_PORT=1111
USER 10001:10001
VOLUME /var/lib/parley
EXPOSE 1111 11111/udp 11111 21111
STOPSIGNAL SIGTERM
# That the process lives, not how the cluster is: a cluster in trouble must not have its healthy servers restarted.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/$(hostname -i)/21111"]
ENTRYPOINT ["parley"]
CMD ["node"]
