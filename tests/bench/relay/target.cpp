// SPDX-License-Identifier: LicenseRef-Private
#include "target.h"

#include "net.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <poll.h>
#include <unistd.h>

namespace bench {

namespace {

using namespace std::chrono_literals;

constexpr int64_t kStartLimit = 10'000'000;

/// One worker, as the proxy has one; bodies stay in memory, as they do there.
constexpr const char *kNginx = R"(
daemon off;
worker_processes 1;
pid FOLDER/nginx.pid;
error_log FOLDER/nginx-error.log warn;
worker_rlimit_nofile 20000;
events { worker_connections 8192; }
http {
    access_log off;
    keepalive_timeout 1h;
    keepalive_requests 100000000;
    client_max_body_size 64m;
    client_body_buffer_size 2m;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    upstream backend {
        server 127.0.0.1:UPSTREAM;
        keepalive 2048;
        keepalive_requests 100000000;
        keepalive_timeout 1h;
    }
    server {
        listen 127.0.0.1:PORT backlog=4096;
        location = /health { return 200; }
        location / {
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
        }
    }
}
)";

std::string replaced(std::string text, const std::string &what, const std::string &by)
{
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

bool answersHealth(uint16_t port)
{
    Socket socket = connectTo(port);
    pollfd waits {socket.fd(), POLLOUT, 0};
    if (!socket.isOpen() || ::poll(&waits, 1, 200) <= 0)
        return false;
    if (socket.write("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") <= 0)
        return false;
    waits.events = POLLIN;
    char answer[16] {};
    return ::poll(&waits, 1, 200) > 0 && socket.read(answer) > 12
           && std::string_view(answer, 12) == "HTTP/1.1 200";
}

} // namespace

Target directTarget(const Setup &setup)
{
    return {.name = "direct", .port = setup.upstreamPort};
}

Target nginxTarget(const Setup &setup)
{
    Target target {.name = "nginx", .port = freePort()};
    std::string text = replaced(kNginx, "FOLDER", setup.folder);
    text = replaced(text, "UPSTREAM", std::to_string(setup.upstreamPort));
    text = replaced(text, "PORT", std::to_string(target.port));
    std::ofstream(setup.folder + "/nginx.conf") << text;
    target.command = {"nginx",
                      "-p",
                      setup.folder,
                      "-e",
                      setup.folder + "/nginx-error.log",
                      "-c",
                      setup.folder + "/nginx.conf"};
    return target;
}

Target proxyTarget(const Setup &setup, bool routes)
{
    const std::string upstream = "http://127.0.0.1:" + std::to_string(setup.upstreamPort);
    const std::string home = setup.folder + (routes ? "/routed" : "/plain");
    std::filesystem::create_directories(home);
    Target target {.name = routes ? "llm-proxy, routed" : "llm-proxy", .port = freePort()};
    target.command = {setup.binary, "--no-gui"};
    target.environment = {
        {"LLM_PROXY_HOME", home},         {"LLM_PROXY_PORT", std::to_string(target.port)},
        {"JSONL_LOG_DIR", home + "/log"}, {"UPSTREAM_URL", upstream},
        {"UPSTREAM_API_KEY", "bench"},    {"MORPH_ROUTER_ENABLED", routes ? "true" : "false"},
        {"MORPH_API_URL", upstream},      {"MORPH_API_KEY", "bench"}};
    return target;
}

uint16_t freePort()
{
    return portOf(listenOn(0));
}

bool isInstalled(const std::string &program)
{
    std::istringstream folders(std::string(::getenv("PATH")) + ":/usr/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((folder + "/" + program).c_str(), X_OK) == 0)
            return true;
    }
    return false;
}

bool start(Target &target, const std::string &folder)
{
    if (target.command.empty())
        return true;
    const int64_t began = nowMicros();
    target.process = Process(target.command, target.environment, folder + "/output.log");
    while (!answersHealth(target.port)) {
        if (!target.process.isRunning() || nowMicros() - began > kStartLimit)
            return false;
        std::this_thread::sleep_for(500us);
    }
    target.startupMs = static_cast<double>(nowMicros() - began) / 1000.0;
    return true;
}

} // namespace bench
