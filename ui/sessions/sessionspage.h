// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/sessions/sessionlist.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace ui {

/// The page of live sessions, each with the overrides that the user can set.
class SessionsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionsPage)

public:
    explicit SessionsPage(const ProxySource &source, QWidget *parent = nullptr);

    void show(const std::vector<SessionLine> &sessions);
    /// Selects a session, at once or when the next list contains it.
    void select(const QString &id);

Q_SIGNALS:
    /// The user wants the requests of a session. The argument is a filter for the table of
    /// requests.
    void requestsWanted(const QString &filter);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildBar(QHBoxLayout *bar);
    void buildTable();
    QPushButton *addAction(QHBoxLayout *bar, const QString &text, SessionAction action);
    void fill(QTreeWidgetItem &item, const SessionLine &session) const;
    void offerModels();
    void enableActions();
    void showNote(const QString &text);
    [[nodiscard]] const SessionLine *chosen() const;

    SessionList m_list;
    std::vector<SessionLine> m_sessions;
    QString m_wanted; ///< session to select when it appears
    QString m_refusal; ///< why the last action failed; empty: it succeeded
    QLabel *m_note;
    QTreeWidget *m_table;
    QComboBox *m_model;
    QPushButton *m_boost = nullptr;
    QPushButton *m_hold = nullptr;
    QPushButton *m_off = nullptr;
    QPushButton *m_release = nullptr;
    QPushButton *m_requests = nullptr;
};

} // namespace ui
