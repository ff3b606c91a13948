<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_US">
<context>
    <name>ExchangeFacts</name>
    <message numerus="yes">
        <source>%1 up, %2 down, %n attempt(s) upstream</source>
        <translation>
            <numerusform>%1 up, %2 down, %n attempt upstream</numerusform>
            <numerusform>%1 up, %2 down, %n attempts upstream</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Morph in %1, %n request(s)</source>
        <translation>
            <numerusform>Morph in %1, %n request</numerusform>
            <numerusform>Morph in %1, %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) passed</source>
        <translation>
            <numerusform>%n check passed</numerusform>
            <numerusform>%n checks passed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::BreakerDiagram</name>
    <message numerus="yes">
        <source>Closed: %n failure(s) in a row</source>
        <translation>
            <numerusform>Closed: %n failure in a row</numerusform>
            <numerusform>Closed: %n failures in a row</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::ExportDialog</name>
    <message numerus="yes">
        <source>Export %n request(s)</source>
        <translation>
            <numerusform>Export %n request</numerusform>
            <numerusform>Export %n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FilterBar</name>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln request</numerusform>
            <numerusform>%Ln requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FoldingView</name>
    <message numerus="yes">
        <source> … %n line(s)</source>
        <translation>
            <numerusform> … %n line</numerusform>
            <numerusform> … %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::HeadersView</name>
    <message numerus="yes">
        <source>%n further field(s) are not shown.</source>
        <translation>
            <numerusform>%n further field is not shown.</numerusform>
            <numerusform>%n further fields are not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::HealthPage</name>
    <message numerus="yes">
        <source>%n decision(s), p50 %1, p95 %2</source>
        <translation>
            <numerusform>%n decision, p50 %1, p95 %2</numerusform>
            <numerusform>%n decisions, p50 %1, p95 %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) without a known price not counted</source>
        <translation>
            <numerusform>%n answer without a known price not counted</numerusform>
            <numerusform>%n answers without a known price not counted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n today: %1 used, %2 saved</source>
        <translation>
            <numerusform>%n today: %1 used, %2 saved</numerusform>
            <numerusform>%n today: %1 used, %2 saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogView</name>
    <message numerus="yes">
        <source>Follow (%n new)</source>
        <translation>
            <numerusform>Follow (%n new)</numerusform>
            <numerusform>Follow (%n new)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message numerus="yes">
        <source>%n open request(s)</source>
        <translation>
            <numerusform>%n open request</numerusform>
            <numerusform>%n open requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::ManualWindow</name>
    <message numerus="yes">
        <source>%n section(s)</source>
        <translation>
            <numerusform>%n section</numerusform>
            <numerusform>%n sections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::QuitQuestion</name>
    <message numerus="yes">
        <source>%n request(s) are still being answered.</source>
        <translation>
            <numerusform>%n request is still being answered.</numerusform>
            <numerusform>%n requests are still being answered.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RequestTable</name>
    <message numerus="yes">
        <source>▼ %n new (End)</source>
        <translation>
            <numerusform>▼ %n new (End)</numerusform>
            <numerusform>▼ %n new (End)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>▲ %n new (Home)</source>
        <translation>
            <numerusform>▲ %n new (Home)</numerusform>
            <numerusform>▲ %n new (Home)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RequestsPage</name>
    <message numerus="yes">
        <source>Pause (%n waiting)</source>
        <translation>
            <numerusform>Pause (%n waiting)</numerusform>
            <numerusform>Pause (%n waiting)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RulesDialog</name>
    <message numerus="yes">
        <source>Of the latest %n request(s)</source>
        <translation>
            <numerusform>Of the latest %n request</numerusform>
            <numerusform>Of the latest %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>decides %n</source>
        <translation>
            <numerusform>decides %n</numerusform>
            <numerusform>decides %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::SessionLane</name>
    <message numerus="yes">
        <source>%n turn(s) in the table; Alt+Up and Alt+Down go from one to the next.</source>
        <translation>
            <numerusform>%n turn in the table; Alt+Up and Alt+Down go from one to the next.</numerusform>
            <numerusform>%n turns in the table; Alt+Up and Alt+Down go from one to the next.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::SettingsDialog</name>
    <message numerus="yes">
        <source>%n problem(s):</source>
        <translation>
            <numerusform>%n problem:</numerusform>
            <numerusform>%n problems:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::StatisticsPage</name>
    <message numerus="yes">
        <source>requests, %n with an error</source>
        <translation>
            <numerusform>requests, %n with an error</numerusform>
            <numerusform>requests, %n with an error</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::StepsPage</name>
    <message numerus="yes">
        <source>%1 answers, %n model(s)</source>
        <translation>
            <numerusform>%1 answers, %n model</numerusform>
            <numerusform>%1 answers, %n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::TrayMenu</name>
    <message numerus="yes">
        <source>%n request(s) today</source>
        <translation>
            <numerusform>%n request today</numerusform>
            <numerusform>%n requests today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::WindowMessages</name>
    <message numerus="yes">
        <source>llm-proxy quits when %n open request(s) are answered. New ones are no longer taken.</source>
        <translation>
            <numerusform>llm-proxy quits when %n open request is answered. New ones are no longer taken.</numerusform>
            <numerusform>llm-proxy quits when %n open requests are answered. New ones are no longer taken.</numerusform>
        </translation>
    </message>
</context>
</TS>
