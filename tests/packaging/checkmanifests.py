#!/usr/bin/env python3
# SPDX-License-Identifier: LicenseRef-Private
"""Checks packaging/deploy's manifests: FOLDER PROGRAM.

Every key must be one that is known (a typing error in a manifest is passed over by who reads it),
what refers to something must find it, every LLM_PROXY_ variable must be a setting, and the times of
a stop must leave room for notice and drain. Exit status 77: PyYAML is not installed.
"""
import os
import re
import subprocess
import sys

try:
    import yaml
except ImportError:
    print("skipped, because PyYAML is not installed")
    sys.exit(77)

ANY = object()
TEXT, NUMBER, FLAG = str, int, bool


def many(item):
    return [item]


LABELS = {"*": TEXT}
METADATA = {"name!": TEXT, "labels": LABELS, "annotations": LABELS}
SELECTOR = {"matchLabels!": LABELS}
HTTP_GET = {"path!": TEXT, "port!": ANY, "httpHeaders": many({"name!": TEXT, "value!": TEXT})}
PROBE = {"httpGet!": HTTP_GET, "periodSeconds": NUMBER, "timeoutSeconds": NUMBER,
         "failureThreshold": NUMBER}
CONTAINER = {
    "name!": TEXT, "image!": TEXT,
    "ports!": many({"name!": TEXT, "containerPort!": NUMBER}),
    "envFrom": many({"configMapRef": {"name!": TEXT}, "secretRef": {"name!": TEXT}}),
    "startupProbe": PROBE, "readinessProbe!": PROBE, "livenessProbe!": PROBE,
    "lifecycle": {"preStop": {"exec": {"command!": many(TEXT)}}},
    "securityContext": {"allowPrivilegeEscalation": FLAG, "readOnlyRootFilesystem": FLAG,
                        "capabilities": {"drop": many(TEXT)}},
    "resources": {"requests": {"*": TEXT}, "limits": {"*": TEXT}},
    "volumeMounts": many({"name!": TEXT, "mountPath!": TEXT, "readOnly": FLAG}),
}
POD = {
    "terminationGracePeriodSeconds!": NUMBER, "automountServiceAccountToken": FLAG,
    "securityContext": {"runAsNonRoot": FLAG, "runAsUser": NUMBER, "runAsGroup": NUMBER,
                        "fsGroup": NUMBER, "seccompProfile": {"type!": TEXT}},
    "containers!": many(CONTAINER),
    "volumes": many({"name!": TEXT, "secret": {"secretName!": TEXT, "defaultMode": NUMBER},
                     "emptyDir": {"medium": TEXT, "sizeLimit": TEXT}}),
    "topologySpreadConstraints": many({"maxSkew!": NUMBER, "topologyKey!": TEXT,
                                       "whenUnsatisfiable!": TEXT, "labelSelector": SELECTOR}),
}
KUBERNETES = {
    ("v1", "ConfigMap"): {"data!": LABELS},
    ("v1", "Service"): {"spec!": {
        "clusterIP": TEXT, "selector!": LABELS,
        "ports!": many({"name": TEXT, "port!": NUMBER, "targetPort": ANY})}},
    ("apps/v1", "StatefulSet"): {"spec!": {
        "replicas": NUMBER, "serviceName!": TEXT, "podManagementPolicy": TEXT,
        "selector!": SELECTOR,
        "template!": {"metadata!": {"labels!": LABELS}, "spec!": POD},
        "volumeClaimTemplates": many({"metadata!": METADATA, "spec!": {
            "accessModes!": many(TEXT), "resources!": {"requests!": {"storage!": TEXT}}}})}},
    ("policy/v1", "PodDisruptionBudget"): {"spec!": {
        "maxUnavailable": NUMBER, "minAvailable": NUMBER, "selector!": SELECTOR}},
    ("networking.k8s.io/v1", "Ingress"): {"spec!": {
        "ingressClassName": TEXT,
        "tls": many({"hosts": many(TEXT), "secretName": TEXT}),
        "rules!": many({"host": TEXT, "http!": {"paths!": many({
            "path!": TEXT, "pathType!": TEXT,
            "backend!": {"service!": {"name!": TEXT, "port!": {"name": TEXT,
                                                               "number": NUMBER}}}})}})}},
}
VOLUME = {"type!": TEXT, "source!": TEXT, "target!": TEXT, "read_only": FLAG}
SERVICE = {
    "build": {"context!": TEXT, "dockerfile": TEXT}, "image!": TEXT, "env_file": TEXT,
    "environment": {"*": TEXT}, "volumes": many(VOLUME), "networks!": ANY,
    "ports": many(TEXT), "depends_on": many(TEXT), "restart": TEXT, "stop_grace_period": TEXT,
}
COMPOSE = {
    "name": TEXT, "x-llm-proxy": ANY, "services!": {"*": SERVICE},
    "networks": {"*": {"ipam": {"config": many({"subnet": TEXT})}}}, "volumes": {"*": ANY},
}

problems = []


def fault(where, what):
    problems.append(f"{where}: {what}")


def check(value, schema, where):
    if schema is ANY:
        return
    if isinstance(schema, list):
        if not isinstance(value, list) or not value:
            return fault(where, "must be a list that is not empty")
        for index, item in enumerate(value):
            check(item, schema[0], f"{where}[{index}]")
        return
    if not isinstance(schema, dict):
        # In Python a truth value is a number.
        fits = isinstance(value, schema) and (schema is FLAG or not isinstance(value, bool))
        return None if fits else fault(where, f"must be a {schema.__name__}, is {value!r}")
    if not isinstance(value, dict):
        return fault(where, "must be an object")
    for name in (name[:-1] for name in schema if name.endswith("!")):
        if name not in value:
            fault(where, f"lacks {name}")
    for name, item in value.items():
        inner = schema.get(name, schema.get(f"{name}!", schema.get("*")))
        if inner is None:
            fault(f"{where}.{name}", "is not known")
        else:
            check(item, inner, f"{where}.{name}")


def check_variables(variables, program, where):
    """Each one is a setting with a value that it takes."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("LLM_PROXY_", "MORPH_", "UPSTREAM_"))}
    environment["LLM_PROXY_HOME"] = "/nonexistent"
    environment.update(variables)
    ran = subprocess.run([program, "config", "check"], env=environment, capture_output=True,
                         text=True, check=False)
    said = ran.stdout + ran.stderr
    if ran.returncode != 0 or "not a known setting" in said:
        fault(where, said.strip())


def seconds(text):
    found = re.fullmatch(r"(\d+)(s|m)", text)
    return int(found[1]) * (60 if found[2] == "m" else 1) if found else 0


def drain_seconds(variables):
    notice = int(variables.get("LLM_PROXY_DRAIN_NOTICE_MS", 0))
    return (notice + int(variables.get("LLM_PROXY_DRAIN_TIMEOUT_MS", 30000))) / 1000


def image_variables(folder):
    text = open(os.path.join(folder, "Containerfile"), encoding="utf-8").read()
    block = re.search(r"^ENV (.*?[^\\])$", text, re.S | re.M)[1]
    return dict(pair.split("=", 1) for pair in block.replace("\\\n", " ").split())


def check_kubernetes(folder, program):
    with open(os.path.join(folder, "kubernetes.yaml"), encoding="utf-8") as file:
        documents = list(yaml.safe_load_all(file))
    kinds = {}
    for document in documents:
        where = f"kubernetes.yaml: {document.get('kind')}"
        schema = KUBERNETES.get((document.get("apiVersion"), document.get("kind")))
        if schema is None:
            fault(where, f"no such kind of {document.get('apiVersion')}")
            continue
        check(document, {"apiVersion!": TEXT, "kind!": TEXT, "metadata!": METADATA, **schema},
              where)
        kinds.setdefault(document["kind"], []).append(document)
    stateful = kinds["StatefulSet"][0]["spec"]
    pod = stateful["template"]["spec"]
    labels = stateful["template"]["metadata"]["labels"]
    container = pod["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    variables = kinds["ConfigMap"][0]["data"]
    check_variables({**image_variables(folder), **variables, "LLM_PROXY_CLIENTS": "/none"}, program,
                    "kubernetes.yaml: ConfigMap")
    for reference in container["envFrom"]:
        named = reference.get("configMapRef", {}).get("name")
        if named and named not in [item["metadata"]["name"] for item in kinds["ConfigMap"]]:
            fault("envFrom", f"no ConfigMap {named}")
    selectors = [service["spec"]["selector"] for service in kinds["Service"]]
    selectors += [item["spec"]["selector"]["matchLabels"] for item in kinds["PodDisruptionBudget"]]
    selectors.append(stateful["selector"]["matchLabels"])
    for selector in selectors:
        if not selector.items() <= labels.items():
            fault("kubernetes.yaml", f"nothing has the labels {selector}")
    services = {service["metadata"]["name"] for service in kinds["Service"]}
    if stateful["serviceName"] not in services:
        fault("StatefulSet", f"no Service {stateful['serviceName']}")
    for rule in kinds["Ingress"][0]["spec"]["rules"]:
        for path in rule["http"]["paths"]:
            if path["backend"]["service"]["name"] not in services:
                fault("Ingress", f"no Service {path['backend']['service']['name']}")
    if ports.get("http") != int(variables["LLM_PROXY_PORT"]):
        fault("StatefulSet", "the port is another one than LLM_PROXY_PORT")
    for kind, path in (("startupProbe", "/readyz"), ("readinessProbe", "/readyz"),
                       ("livenessProbe", "/livez")):
        probe = container[kind]["httpGet"]
        if probe["path"] != path or probe["port"] not in ports:
            fault(kind, f"must ask {path} at a port that is there")
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    there = {volume["name"] for volume in pod["volumes"]}
    there |= {claim["metadata"]["name"] for claim in stateful["volumeClaimTemplates"]}
    if mounted != there:
        fault("volumeMounts", f"{sorted(mounted)} are not {sorted(there)}")
    before = int(container["lifecycle"]["preStop"]["exec"]["command"][1])
    if pod["terminationGracePeriodSeconds"] <= before + drain_seconds(variables):
        fault("terminationGracePeriodSeconds", "leaves no room for notice and drain")


def check_compose(folder, program):
    with open(os.path.join(folder, "compose.yaml"), encoding="utf-8") as file:
        compose = yaml.safe_load(file)
    check(compose, COMPOSE, "compose.yaml")
    image = image_variables(folder)
    proxies = {name: service for name, service in compose["services"].items()
               if "build" in service}
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            if volume["type"] == "volume" and volume["source"] not in compose["volumes"]:
                fault(name, f"no volume {volume['source']}")
        for network in service["networks"]:
            if network not in compose["networks"]:
                fault(name, f"no network {network}")
        for other in service.get("depends_on", []):
            if other not in compose["services"]:
                fault(name, f"no service {other}")
    for name, service in proxies.items():
        built = os.path.join(folder, service["build"]["context"], service["build"]["dockerfile"])
        if not os.path.isfile(built):
            fault(name, f"{built} is not there")
        variables = {**image, **service["environment"]}
        check_variables({**variables, "LLM_PROXY_CLIENTS": "/none"}, program, name)
        if seconds(service["stop_grace_period"]) <= drain_seconds(variables):
            fault(name, "stop_grace_period leaves no room for notice and drain")
        address = service["networks"]["agents"]["ipv4_address"]
        if f"{address}:{image['LLM_PROXY_PORT']}" not in \
                compose["services"]["balancer"]["environment"].values():
            fault(name, "the balancer does not know it")


def check_image(folder, program):
    """The image installs what the program links."""
    text = open(os.path.join(folder, "Containerfile"), encoding="utf-8").read()
    final = text[text.rindex("FROM "):]
    try:
        release = open("/etc/os-release", encoding="utf-8").read()
        linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return
    if "VERSION_CODENAME=bookworm" not in release:
        print("Containerfile: its packages are compared on Debian 12 alone")
        return
    for library in re.findall(r"=> (/\S+)", linked):
        if not re.search(r"/lib(Qt6|simdjson|yaml-cpp|xxhash|zstd|nghttp2|z\.)", library):
            continue
        owner = subprocess.run(["dpkg", "-S", os.path.realpath(library)], capture_output=True,
                               text=True, check=False).stdout.split(":")[0]
        if owner and not re.search(rf"(^|\s){re.escape(owner)}(\s|$)", final):
            fault("Containerfile", f"lacks {owner}")


def main():
    folder, program = sys.argv[1:3]
    check_kubernetes(folder, program)
    check_compose(folder, program)
    check_image(folder, program)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
