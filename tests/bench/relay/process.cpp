// SPDX-License-Identifier: LicenseRef-Private
#include "process.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {

namespace {

namespace fs = std::filesystem;

double ticks()
{
    return static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string contents(const std::string &path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

int entries(const std::string &path)
{
    std::error_code error;
    const fs::directory_iterator all(path, error);
    return error ? 0 : static_cast<int>(std::distance(begin(all), end(all)));
}

void addUsage(pid_t pid, Usage &usage)
{
    const std::string folder = "/proc/" + std::to_string(pid);
    const std::string stat = contents(folder + "/stat");
    const size_t afterName = stat.rfind(')');
    if (afterName == std::string::npos)
        return;
    std::istringstream fields(stat.substr(afterName + 2));
    std::vector<std::string> field {std::istream_iterator<std::string>(fields), {}};
    usage.cpuSeconds += (std::stod(field.at(11)) + std::stod(field.at(12))) / ticks();
    usage.residentMb +=
        std::stod(field.at(21)) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
    usage.descriptors += entries(folder + "/fd");
    usage.threads += entries(folder + "/task");
    std::istringstream children(contents(folder + "/task/" + std::to_string(pid) + "/children"));
    for (pid_t child = 0; children >> child;)
        addUsage(child, usage);
}

[[noreturn]] void execute(const std::vector<std::string> &command,
                          const Process::Environment &environment, const std::string &logFile)
{
    const int log = ::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    for (const auto &[name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char *> arguments;
    for (const std::string &argument : command)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    std::_Exit(127);
}

} // namespace

Process::Process(const std::vector<std::string> &command, const Environment &environment,
                 const std::string &logFile)
    : m_pid(forkTiedToParent())
{
    if (m_pid == 0)
        execute(command, environment, logFile);
}

Process::Process(Process &&other) noexcept
    : m_pid(std::exchange(other.m_pid, -1))
{ }

Process &Process::operator=(Process &&other) noexcept
{
    std::swap(m_pid, other.m_pid);
    return *this;
}

pid_t Process::forkTiedToParent()
{
    std::fflush(nullptr);
    const pid_t pid = ::fork();
    if (pid == 0)
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    return pid;
}

void Process::stop()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGTERM);
    ::waitpid(m_pid, nullptr, 0);
    m_pid = -1;
}

bool Process::isRunning()
{
    if (m_pid > 0 && ::waitpid(m_pid, nullptr, WNOHANG) != 0)
        m_pid = -1;
    return m_pid > 0;
}

Usage Process::usage() const
{
    Usage usage;
    if (m_pid > 0)
        addUsage(m_pid, usage);
    return usage;
}

double machineBusySeconds()
{
    std::istringstream line(contents("/proc/stat"));
    std::string name;
    double user = 0;
    double nice = 0;
    double system = 0;
    double idle = 0;
    double wait = 0;
    double irq = 0;
    double softIrq = 0;
    line >> name >> user >> nice >> system >> idle >> wait >> irq >> softIrq;
    return (user + nice + system + irq + softIrq) / ticks();
}

double ownCpuSeconds()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
           + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

std::string loadAverage()
{
    const std::string all = contents("/proc/loadavg");
    size_t end = 0;
    for (int i = 0; i < 3 && end != std::string::npos; ++i)
        end = all.find(' ', end + 1);
    return all.substr(0, end);
}

} // namespace bench
