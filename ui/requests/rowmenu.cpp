// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/rowmenu.h"

#include "proxy/query/exchangequery.h"
#include "ui/models/exchangecolumns.h"

#include <QDateTime>

namespace ui {

namespace {

QString exactly(const char *field, const QByteArray &value)
{
    return value.isEmpty()
               ? QString()
               : proxy::queryTerm(QString::fromLatin1(field), u'=' + QString::fromUtf8(value));
}

QString atLeast(const char *field, const std::optional<std::chrono::microseconds> &time)
{
    return time ? QStringLiteral("%1:>=%2").arg(QLatin1StringView(field)).arg(time->count() / 1000)
                : QString();
}

QString shortened(const QString &term)
{
    constexpr qsizetype kLongest = 48;
    QString text = term.size() > kLongest ? term.first(kLongest) + u'…' : term;
    return text.replace(u'&', QStringLiteral("&&"));
}

} // namespace

QString termOfCell(const proxy::Exchange &exchange, int column)
{
    const proxy::RouteDecision &decision = exchange.decision;
    switch (column) {
    case ExchangeModel::Time:
        return QStringLiteral("since:")
               + QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs)
                     .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"));
    case ExchangeModel::Client:
        return exactly("client", exchange.client);
    case ExchangeModel::Project:
        return exactly("project", exchange.project);
    case ExchangeModel::Requested:
        return decision.requestedModel.isEmpty() ? exactly("path", exchange.target)
                                                 : exactly("requested", decision.askedModel());
    case ExchangeModel::Answered:
        return exactly("selected", decision.selectedModel);
    case ExchangeModel::DifficultyColumn:
        return exactly("difficulty", proxy::name(decision.difficulty));
    case ExchangeModel::Why:
        return exchange.routable ? exactly("why", proxy::routingLabel(decision)) : QString();
    case ExchangeModel::Route:
        return atLeast("route", decision.routingTime);
    case ExchangeModel::First:
        return atLeast("first", exchange.timing.firstByte);
    case ExchangeModel::Total:
        return atLeast("ms", exchange.timing.finished);
    case ExchangeModel::Status:
        return exchange.end == proxy::ExchangeEnd::Open
                   ? QStringLiteral("end:open")
                   : QStringLiteral("status:%1").arg(exchange.status);
    default:
        return {};
    }
}

RowMenu::RowMenu(const proxy::Exchange &exchange, int column, QWidget *parent)
    : QMenu(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    addFilters(exchange, column);
    addSeparator();
    addCopies(exchange, column);
    addSeparator();
    addWays(exchange);
    addSeparator();
    addLabels(exchange);
}

void RowMenu::addFilters(const proxy::Exchange &exchange, int column)
{
    const auto add = [this](const QString &text, const QString &term, bool alone) {
        QAction *action = addAction(text);
        action->setEnabled(!term.isEmpty());
        connect(action, &QAction::triggered, this,
                [this, term, alone] { Q_EMIT filterRequested(term, alone); });
    };
    const QString term = termOfCell(exchange, column);
    if (!term.isEmpty()) {
        add(tr("&Filter for %1").arg(shortened(term)), term, false);
        add(tr("&Without %1").arg(shortened(term)), u'-' + term, false);
    }
    add(tr("Only this &session"), exactly("session", exchange.session), true);
    add(tr("Only this &project"), exactly("project", exchange.project), true);
    add(tr("Only this c&lient"), exactly("client", exchange.client), true);
}

void RowMenu::addCopies(const proxy::Exchange &exchange, int column)
{
    QMenu *copies = addMenu(tr("&Copy"));
    const auto add = [this, copies](const QString &text, const QString &copied) {
        connect(copies->addAction(text), &QAction::triggered, this,
                [this, copied] { Q_EMIT copyRequested(copied); });
    };
    QStringList cells;
    for (int at = 0; at < ExchangeModel::ColumnCount; ++at)
        cells << columnText(exchange, at);
    add(tr("The &cell"), columnText(exchange, column));
    add(tr("The &row"), cells.join(u'\t'));
    add(tr("The &id"), QString::fromUtf8(exchange.id));
    connect(copies->addAction(tr("As c&url")), &QAction::triggered, this, &RowMenu::curlRequested);
    connect(copies->addAction(tr("As &JSON")), &QAction::triggered, this, &RowMenu::jsonRequested);
}

void RowMenu::addWays(const proxy::Exchange &exchange)
{
    connect(addAction(tr("Show in &log")), &QAction::triggered, this, &RowMenu::logRequested);
    connect(addAction(tr("E&xport the selected rows…")), &QAction::triggered, this,
            &RowMenu::exportRequested);
    QAction *explain = addAction(tr("Explain &again"));
    explain->setEnabled(exchange.routable);
    connect(explain, &QAction::triggered, this, &RowMenu::explainRequested);
    QAction *compare = addAction(tr("Compare with the turn &before"));
    compare->setEnabled(!exchange.session.isEmpty());
    connect(compare, &QAction::triggered, this, &RowMenu::compareRequested);
    QAction *session = addAction(tr("Its session: hold or &boost…"));
    session->setEnabled(!exchange.session.isEmpty());
    connect(session, &QAction::triggered, this,
            [this, id = QString::fromUtf8(exchange.session)] { Q_EMIT sessionRequested(id); });
}

void RowMenu::addLabels(const proxy::Exchange &exchange)
{
    const auto add = [&](const QString &text, proxy::Difficulty difficulty) {
        QAction *action = addAction(text);
        action->setEnabled(exchange.routable);
        connect(action, &QAction::triggered, this,
                [this, difficulty] { Q_EMIT labelRequested(difficulty); });
    };
    add(tr("Should have been &hard"), proxy::Difficulty::Hard);
    add(tr("Should have been &easy"), proxy::Difficulty::Easy);
    add(tr("&Take back what was said"), proxy::Difficulty::None);
}

} // namespace ui
