// SPDX-License-Identifier: LicenseRef-Private
#include "ui/logs/logspage.h"

#include "ui/logs/logreader.h"
#include "ui/logs/logview.h"
#include "ui/look/humanformat.h"

#include <QDir>
#include <QFile>
#include <QTabWidget>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

QString latestRequestLog(const QString &directory)
{
    const QStringList names =
        QDir(directory).entryList({QStringLiteral("requests-*.jsonl")}, QDir::Files, QDir::Name);
    return names.isEmpty() ? QString() : directory + u'/' + names.last();
}

QString ifThere(const QString &path)
{
    return QFile::exists(path) ? path : QString();
}

} // namespace

LogsPage::LogsPage(DesktopHost &host, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_tabs(new QTabWidget)
{
    m_thread.setObjectName(QStringLiteral("logs"));
    m_thread.start();
    m_requests = addFile(
        tr("Requests"), [folder = host.requestLogDir()] { return latestRequestLog(folder); },
        LogKind::Requests);
    addFile(
        QStringLiteral("llm-proxy"), [path = host.processLogFile()] { return ifThere(path); },
        LogKind::Program);
    connect(m_readers.front(), &LogReader::linesArrived, this, &LogsPage::findWanted);
    addBackend();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(m_requests, &LogView::requestChosen, this, &LogsPage::requestChosen);
}

LogsPage::~LogsPage()
{
    m_thread.quit();
    m_thread.wait();
}

LogView *LogsPage::addFile(const QString &title, std::function<QString()> path, LogKind kind)
{
    auto *view = new LogView(kind);
    view->setName(tr("No log yet"));
    m_tabs->addTab(view, title);
    auto *reader = new LogReader(std::move(path), kind);
    reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, reader, &QObject::deleteLater);
    connect(reader, &LogReader::opened, view, [view](const QString &file, qint64 skipped) {
        view->clear();
        view->setName(file.isEmpty() ? tr("No log yet")
                      : skipped == 0
                          ? file
                          : tr("%1 (the first %2 are not shown)").arg(file, humanSize(skipped)));
    });
    connect(reader, &LogReader::linesArrived, view, &LogView::append);
    m_readers.push_back(reader);
    return view;
}

/// Lines of a log are large: nobody who does not look at them pays for them.
void LogsPage::startReading()
{
    for (LogReader *reader : std::exchange(m_readers, {}))
        QMetaObject::invokeMethod(reader, &LogReader::start, Qt::QueuedConnection);
}

void LogsPage::findWanted()
{
    if (!m_wanted.isEmpty() && m_requests->showLine(m_wanted))
        m_wanted.clear();
}

void LogsPage::addBackend()
{
    m_backend = new LogView(LogKind::Backend);
    m_tabs->addTab(m_backend, QStringLiteral("CLIProxyAPI"));
    connect(
        &m_backendLog, &BackendLog::linesArrived, this, [this](const std::vector<LogLine> &lines) {
            m_backend->setName(m_host.config().config.upstream.url.toString(QUrl::RemoveUserInfo));
            m_backend->append(lines);
        });
    connect(&m_backendLog, &BackendLog::failed, this, [this](const QString &reason) {
        m_backend->setName(tr("CLIProxyAPI does not show its log: %1").arg(reason));
    });
    m_tabs->setAccessibleName(tr("Logs"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &LogsPage::followBackend);
}

void LogsPage::followBackend()
{
    const proxy::ProxyConfig &config = m_host.config().config;
    if (!isVisible() || m_tabs->currentWidget() != m_backend)
        return m_backendLog.pause();
    if (config.managementPassword.isEmpty())
        return m_backend->setName(
            tr("Set MANAGEMENT_PASSWORD in the settings to see CLIProxyAPI's log here."));
    m_backendLog.follow(config.upstream.url, config.managementPassword);
}

void LogsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    startReading();
    followBackend();
}

void LogsPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_backendLog.pause();
}

void LogsPage::showRequest(const QByteArray &id)
{
    startReading();
    m_tabs->setCurrentWidget(m_requests);
    m_wanted = QString::fromUtf8(id);
    findWanted();
    if (!m_wanted.isEmpty())
        m_requests->setName(tr("The row of this request is not in the part of the log that is "
                               "shown; a request has its row when it ended."));
}

} // namespace ui
