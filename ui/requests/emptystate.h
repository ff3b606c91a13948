// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui {

class ProxySource;

/// Stands in the place of an empty table of requests: says why it is empty and what can be done.
class EmptyState final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EmptyState)

public:
    enum class Reason {
        NoRequests, ///< none has come yet
        Cleared, ///< the user emptied the view
        NoMatch, ///< the filter lets none pass
    };

    explicit EmptyState(const ProxySource &source, QWidget *parent = nullptr);

    void show(Reason reason);

Q_SIGNALS:
    void connectAgentRequested();
    void clearFilterRequested();
    void earlierRequested();

private:
    void write();

    const ProxySource &m_source;
    Reason m_reason = Reason::NoRequests;
    QLabel *m_text;
    QLabel *m_line;
    QPushButton *m_copy;
    QPushButton *m_connect;
    QPushButton *m_clearFilter;
    QPushButton *m_earlier;
};

} // namespace ui
