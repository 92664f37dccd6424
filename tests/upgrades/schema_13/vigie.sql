BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (1,1,'vigie','m001_first_tables','2026-11-28 09:22:02.804026+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (2,2,'vigie','m002_health','2026-11-28 09:22:02.830220+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (3,3,'vigie','m003_aggregates','2026-11-28 09:22:02.854043+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (4,4,'vigie','m004_dossiers','2026-11-28 09:22:02.878255+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (5,5,'vigie','m005_proofs_and_corrections','2026-11-28 09:22:02.906134+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (6,6,'vigie','m006_other_ways','2026-11-28 09:22:02.932776+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (7,7,'vigie','m007_counts','2026-11-28 09:22:02.963425+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (8,8,'vigie','m008_facet_counts','2026-11-28 09:22:02.990211+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (9,9,'vigie','m009_why_in_french','2026-11-28 09:22:03.022149+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (10,10,'vigie','m010_technique','2026-11-28 09:22:03.046911+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (11,11,'vigie','m011_suppliers_out_of_scope','2026-11-28 09:22:03.082175+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (12,12,'vigie','m012_probability','2026-11-28 09:22:03.114192+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (13,13,'vigie','m013_reviews','2026-11-28 09:22:03.142971+00:00');
CREATE TABLE [portals] (
  [name] TEXT,
  [title_fr] TEXT,
  [title_en] TEXT,
  [country] TEXT,
  [language] TEXT,
  [access] TEXT,
  [licence] TEXT,
  [url] TEXT,
  [rank] INTEGER,
  [state] TEXT,
  [last_success] TEXT,
  [newest_notice] TEXT,
  [notices_received] INTEGER,
  [notices_published] INTEGER,
  [failures] INTEGER,
  [message] TEXT,
  PRIMARY KEY ([name])
);
INSERT INTO [portals] ([rowid], [name], [title_fr], [title_en], [country], [language], [access], [licence], [url], [rank], [state], [last_success], [newest_notice], [notices_received], [notices_published], [failures], [message]) VALUES (1,'ted','TED, Journal officiel de l''Union européenne','TED, Official Journal of the European Union','EU','en','documented API','Commission decision 2011/833/EU (reuse with source)','https://ted.europa.eu',10,'never',NULL,'2026-11-05',2,2,0,NULL);
INSERT INTO [portals] ([rowid], [name], [title_fr], [title_en], [country], [language], [access], [licence], [url], [rank], [state], [last_success], [newest_notice], [notices_received], [notices_published], [failures], [message]) VALUES (2,'find_a_tender','Find a Tender (Royaume-Uni)','Find a Tender (United Kingdom)','GB','en','documented API','Open Government Licence 3.0','https://www.find-tender.service.gov.uk',20,'never',NULL,'2026-11-02',1,1,0,NULL);
INSERT INTO [portals] ([rowid], [name], [title_fr], [title_en], [country], [language], [access], [licence], [url], [rank], [state], [last_success], [newest_notice], [notices_received], [notices_published], [failures], [message]) VALUES (3,'boamp','BOAMP, Bulletin officiel des annonces des marchés publics','BOAMP, French official bulletin of public contracts','FR','fr','documented API','Licence Ouverte 2.0 (Etalab)','https://www.boamp.fr',30,'never',NULL,'2026-11-05',2,2,0,NULL);
INSERT INTO [portals] ([rowid], [name], [title_fr], [title_en], [country], [language], [access], [licence], [url], [rank], [state], [last_success], [newest_notice], [notices_received], [notices_published], [failures], [message]) VALUES (4,'contracts_finder','Contracts Finder (Angleterre)','Contracts Finder (England)','GB','en','documented API','Open Government Licence 3.0','https://www.contractsfinder.service.gov.uk',40,'never',NULL,'2026-11-06',1,1,0,NULL);
CREATE TABLE [vendor_groups] (
  [id] TEXT,
  [name] TEXT,
  [tier] TEXT,
  [hq_country] TEXT,
  [regime] TEXT,
  [why_listed] TEXT,
  [why_listed_fr] TEXT,
  [source] TEXT,
  [checked_on] TEXT,
  PRIMARY KEY ([id])
);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (1,'alphabet','Alphabet / Google','gafam','US','us','Google Cloud, Workspace, Chromebooks, Android, Maps','Google Cloud, Workspace, Chromebook, Android, Maps','https://www.sec.gov/Archives/edgar/data/1652044/000165204420000008/goog10-k2019.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (2,'amazon','Amazon / AWS','gafam','US','us','Largest cloud provider; also e-commerce supplies (Amazon Business)','Premier fournisseur mondial de cloud (AWS) ; vend aussi des fournitures en ligne (Amazon Business)','https://studylib.net/doc/27477386/2019-amazon-annual-report','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (3,'apple','Apple','gafam','US','us','iPad/Mac fleets in schools and administrations','iPad et Mac des écoles et des administrations','https://www.sec.gov/Archives/edgar/data/320193/000119312521237787/d199884d8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (4,'meta','Meta Platforms','gafam','US','us','Public bodies'' advertising, Workplace, WhatsApp Business','Publicité des organismes publics, Workplace, WhatsApp Business','https://www.sec.gov/Archives/edgar/data/1326801/000119312524197873/d876862d8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (5,'microsoft','Microsoft','gafam','US','us','Office/365, Azure, Windows licences, mostly bought through resellers','Office et Microsoft 365, Azure, licences Windows, achetés le plus souvent par des revendeurs','https://docslib.org/doc/4526188/united-states-securities-and-exchange-commission-washington-dc-20549','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (6,'oracle','Oracle','big_tech','US','us','Databases, ERP, OCI cloud, health records (Cerner)','Bases de données, ERP (logiciel de gestion), cloud OCI, dossiers médicaux (Cerner)','https://www.marketscreener.com/quote/stock/ORACLE-CORPORATION-13620698/news/ORACLE-CORP-Completion-of-Acquisition-or-Disposition-of-Assets-Creation-of-a-Direct-Financial-Obl-40672181/','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (7,'ibm','IBM','big_tech','US','us','Mainframe, consulting, Red Hat, cloud','Grands systèmes, conseil, Red Hat, cloud','https://www.sec.gov/Archives/edgar/data/51143/000110465908065416/a08-26644_18k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (8,'kyndryl','Kyndryl','big_it_services','US','us','Former IBM infrastructure outsourcing arm','Ancienne branche d''infogérance d''IBM','https://en.wikipedia.org/wiki/Kyndryl','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (9,'salesforce','Salesforce','big_tech','US','us','CRM SaaS, Tableau, Slack, MuleSoft','Gestion de la relation client en ligne, Tableau, Slack, MuleSoft','https://www.sec.gov/Archives/edgar/data/1108524/000119312519200122/d82079ds4a.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (10,'sap','SAP','big_tech','DE','eu','ERP and HR SaaS (SuccessFactors); EU parent, US subsidiaries','Logiciels de gestion et de RH en ligne (SuccessFactors) ; maison mère européenne, filiales aux États-Unis','https://mx.advfn.com/bolsa-de-valores/NYSE/SAP/noticias/94541853/form-s-8-securities-to-be-offered-to-employees-in-employee-benefit-plans','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (11,'palantir','Palantir','surveillance_vendor','US','us','Police, intelligence and health data platforms','Plateformes de données pour la police, le renseignement et la santé','https://www.sec.gov/Archives/edgar/data/0001321655/000119312521060650/d65934d10k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (12,'servicenow','ServiceNow','big_tech','US','us','ITSM / workflow SaaS','Gestion des services informatiques et des demandes, en ligne','https://www.sec.gov/Archives/edgar/data/1373715/000137371524000232/0001373715-24-000232.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (13,'workday','Workday','big_tech','US','us','HR and finance SaaS','RH et finances en ligne','https://www.sec.gov/Archives/edgar/data/1327811/000132781124000079/0001327811-24-000079.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (14,'cisco','Cisco','big_tech','US','us','Networks, Webex, Meraki, Splunk','Réseaux, Webex, Meraki, Splunk','https://www.sec.gov/Archives/edgar/data/858877/000119312514069912/d681796d8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (15,'dell','Dell Technologies','big_tech','US','us','PCs, servers, storage','Ordinateurs, serveurs, stockage','https://www.sec.gov/Archives/edgar/data/1571996/000119312519082281/d708174d8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (16,'hp','HP Inc.','big_tech','US','us','PCs and printers','Ordinateurs et imprimantes','http://ih.advfn.com/stock-market/NYSE/hp-HPQ/stock-news/91550368/form-8-k-current-report','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (17,'hpe','Hewlett Packard Enterprise','big_tech','US','us','Servers, Aruba, Juniper, GreenLake','Serveurs, Aruba, Juniper, GreenLake','https://capedge.com/filing/1645590/0001140361-24-042054/HPE-8K','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (18,'broadcom','Broadcom / VMware','big_tech','US','us','Virtualisation licences; Symantec, CA','Licences de virtualisation (VMware) ; Symantec, CA','https://www.sec.gov/Archives/edgar/data/0001730168/000173016819000144/avgo-11032019x10k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (19,'adobe','Adobe','big_tech','US','us','Creative Cloud, Acrobat Sign','Creative Cloud, Acrobat Sign','https://www.sec.gov/Archives/edgar/data/796343/000110465920009759/0001104659-20-009759.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (20,'openai','OpenAI','big_tech','US','us','ChatGPT; often reached through Azure','ChatGPT, souvent fourni à travers Azure','https://www.mondaq.com/unitedstates/new-technology/1699732/ca-and-de-ags-secure-safety-and-oversight-commitments-will-not-oppose-openai-recapitalization','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (21,'anthropic','Anthropic','big_tech','US','us','Claude models; often through AWS/Google','Modèles Claude, souvent fournis à travers AWS ou Google','https://shareholderforum.com/access/Library/20231028_HarvardCorpGov.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (22,'xai','xAI / X Corp','big_tech','US','us','Grok, X (formerly Twitter) advertising; part of SpaceX','Grok, publicité sur X (ex-Twitter) ; appartient à SpaceX','https://en.wikipedia.org/wiki/XAI_(company)','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (23,'snowflake','Snowflake','big_tech','US','us','Data warehouse SaaS','Entrepôt de données en ligne','https://www.sec.gov/Archives/edgar/data/1640147/000164014724000242/0001640147-24-000242.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (24,'databricks','Databricks','big_tech','US','us','Data/AI platform SaaS','Plateforme de données et d''IA en ligne','https://sfist.com/2025/03/06/ai-company-databricks-declares-it-will-invest-over-1-billion-in-downtown-sf-with-big-conference-new-hq','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (25,'nvidia','NVIDIA','big_tech','US','us','GPU and AI systems','Processeurs graphiques et systèmes d''IA','https://www.sec.gov/Archives/edgar/data/1045810/000104581023000164/0001045810-23-000164.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (26,'intel','Intel','big_tech','US','us','Processors','Processeurs','https://www.sec.gov/Archives/edgar/data/50863/000005086315000089/form8-k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (27,'lenovo','Lenovo','big_tech','CN','cn','PCs and servers (HK/CN parent)','Ordinateurs et serveurs (maison mère à Hong Kong et en Chine)','https://simple.wikipedia.org/wiki/Lenovo','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (28,'samsung','Samsung','big_tech','KR','kr','Phones, tablets, Samsung SDS','Téléphones, tablettes, Samsung SDS','https://en.wikipedia.org/wiki/Samsung','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (29,'citrix','Citrix / Cloud Software Group','big_tech','US','us','Virtual desktops; also TIBCO, NetScaler','Bureaux virtuels ; aussi TIBCO et NetScaler','https://www.advfn.com/stock-market/NASDAQ/CTXS/stock-news/89207245/current-report-filing-8-k','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (30,'zoom','Zoom','big_tech','US','us','Video conferencing SaaS','Visioconférence en ligne','https://www.sec.gov/Archives/edgar/data/0001585521/000095012318012479/filename1.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (31,'docusign','DocuSign','big_tech','US','us','Electronic signature SaaS','Signature électronique en ligne','https://www.sec.gov/Archives/edgar/data/1261333/000095012318009211/filename1.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (32,'atlassian','Atlassian','big_tech','US','us','Jira/Confluence; AU origin, US-incorporated parent','Jira et Confluence ; origine australienne, maison mère de droit américain','https://www.sec.gov/Archives/edgar/data/1650372/000119312522256215/0001193125-22-256215.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (33,'opentext','OpenText','big_tech','CA','ca','Content management, Micro Focus','Gestion de contenus, Micro Focus','https://www.sec.gov/Archives/edgar/data/1002638/000119312523096505/d470365d8ka.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (34,'esri','Esri','big_tech','US','us','GIS (ArcGIS)','Systèmes d''information géographique (ArcGIS)','https://www.referenceforbusiness.com/history2/64/Environmental-Systems-Research-Institute-Inc-ESRI.html','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (35,'sas','SAS Institute','big_tech','US','us','Analytics, fraud detection','Analyse de données, détection de fraude','https://www.encyclopedia.com/social-sciences-and-law/economics-business-and-labor/businesses-and-occupations/sas-institute-inc','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (36,'elastic','Elastic','big_tech','NL','us_nexus','Search/observability; NL parent listed in the US','Recherche et supervision ; maison mère néerlandaise cotée aux États-Unis','https://www.sec.gov/Archives/edgar/data/1707753/000170775324000034/0001707753-24-000034.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (37,'nutanix','Nutanix','big_tech','US','us','Hyperconverged infrastructure','Infrastructure hyperconvergée (serveurs, stockage et réseau réunis)','https://www.sec.gov/Archives/edgar/data/1618732/000161873218000134/fy18forms-3frameregistrati.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (38,'netapp','NetApp','big_tech','US','us','Storage','Stockage','https://investors.netapp.com/node/10631/html','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (39,'cloudflare','Cloudflare','big_tech','US','us','CDN and security','Diffusion de contenus (CDN) et sécurité','https://www.sec.gov/Archives/edgar/data/1477333/000119312519244741/d795321ds8.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (40,'akamai','Akamai','big_tech','US','us','CDN and security','Diffusion de contenus (CDN) et sécurité','https://www.sec.gov/Archives/edgar/data/1086222/000108622222000278/akam-20221213.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (41,'crowdstrike','CrowdStrike','big_tech','US','us','Endpoint security SaaS','Protection des postes de travail, en ligne','https://fr.advfn.com/bourses/NASDAQ/CRWD/actualites/95097549/form-8-k-current-report','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (42,'paloalto','Palo Alto Networks','big_tech','US','us','Security','Sécurité informatique','https://quantisnow.com/insight/sec-form-s3asr-filed-by-palo-alto-networks-inc-5686211','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (43,'fortinet','Fortinet','big_tech','US','us','Security','Sécurité informatique','https://www.sec.gov/Archives/edgar/data/1262039/000119312510013031/d8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (44,'okta','Okta','big_tech','US','us','Identity SaaS','Gestion des identités, en ligne','https://www.sec.gov/Archives/edgar/data/1660134/000166013424000107/okta-20240620.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (45,'qlik','Qlik / Talend','big_tech','US','us','Analytics','Analyse de données','https://www.sec.gov/Archives/edgar/data/1305294/000119312516569215/d137483d10q.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (46,'sage','Sage','software_vendor','GB','uk','Accounting and payroll software','Logiciels de comptabilité et de paie','https://quarterlytics.com/company/the-sage-group_sge/annual-report-2009','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (47,'infor','Infor','big_tech','US','us','ERP; owned by Koch Industries (US)','ERP (logiciel de gestion) ; appartient à l''américain Koch Industries','http://getfilings.com/sec-filings/200406/Infor-Inc_8-K/','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (48,'ukg','UKG (Kronos)','surveillance_vendor','US','us','Time and attendance, workforce management','Pointage, gestion des temps et des plannings','https://www.bostonherald.com/2024/07/05/massachusetts-based-software-company-ukg-lays-off-14-of-its-workforce','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (49,'adp','ADP','big_it_services','US','us','Payroll outsourcing','Paie externalisée','https://www.sec.gov/Archives/edgar/data/8670/000095014215000719/eh1500469_8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (50,'verint','Verint','surveillance_vendor','US','us','Call-centre recording, workforce management; owned by US private equity (Thoma Bravo)','Enregistrement des appels des centres d''appels, gestion des plannings ; appartient au fonds américain Thoma Bravo','https://qnow.quantisnow.com/insight/sec-form-defa14a-filed-by-verint-systems-inc-6178108','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (51,'cognyte','Cognyte','surveillance_vendor','IL','il','Interception and investigation software; part of Verint until 2021','Logiciels d''interception et d''enquête ; faisait partie de Verint jusqu''en 2021','https://www.sec.gov/Archives/edgar/data/1824814/000119312520324634/0001193125-20-324634.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (52,'nice','NICE','surveillance_vendor','IL','il','Call-centre recording, workforce management, evidence platform','Enregistrement des appels, gestion des plannings, plateforme de preuves','https://quarterlytics.com/company/nice_nice/annual-report-2019','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (53,'genesys','Genesys','big_tech','US','us','Contact-centre SaaS','Centres de contact en ligne','https://www.genesys.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (54,'huawei','Huawei','big_tech','CN','cn','Networks, cloud, safe-city video','Réseaux, cloud, vidéosurveillance urbaine (« safe city »)','https://supchina.com/company-profiles/huawei/','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (55,'zte','ZTE','big_tech','CN','cn','Networks','Réseaux','https://supchina.com/company-profiles/zte/','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (56,'alibaba','Alibaba','big_tech','CN','cn','Cloud','Cloud','https://www.sec.gov/Archives/edgar/data/1577552/000119312524044480/d791119d20fa.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (57,'tencent','Tencent','big_tech','CN','cn','Cloud, WeChat','Cloud, WeChat','https://en.wikipedia.org/wiki/Tencent','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (58,'bytedance','ByteDance / TikTok','big_tech','CN','cn','TikTok, Lark','TikTok, Lark','https://en.wikipedia.org/wiki/ByteDance','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (59,'hikvision','Hikvision','surveillance_vendor','CN','cn','Video surveillance','Vidéosurveillance','https://en.wikipedia.org/wiki/Hikvision','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (60,'dahua','Dahua','surveillance_vendor','CN','cn','Video surveillance','Vidéosurveillance','https://en.wikipedia.org/wiki/Dahua_Technology','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (61,'dji','DJI','surveillance_vendor','CN','cn','Drones','Drones','https://bestdrone.wiki/dji','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (62,'nec','NEC','surveillance_vendor','JP','jp','Biometrics, facial recognition; NEC Software Solutions UK (ex Northgate PS)','Biométrie, reconnaissance faciale ; NEC Software Solutions UK (ex-Northgate Public Services)','https://www.sec.gov/Archives/edgar/data/72127/000119312507156870/d6k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (63,'fujitsu','Fujitsu','big_it_services','JP','jp','IT services; UK Horizon supplier','Services informatiques ; fournisseur du système Horizon de la poste britannique','https://fdocuments.us/document/2010-annual-report-pdf-annual-report-2010-annual-report-2010-mains.html','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (64,'hitachi','Hitachi','big_it_services','JP','jp','Storage, rail, data services','Stockage, ferroviaire, services de données','https://www.sec.gov/Archives/edgar/data/47710/000119312510169851/d20fa.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (65,'thales','Thales','surveillance_vendor','FR','eu','Digital identity and biometrics; S3NS joint venture with Google','Identité numérique et biométrie ; coentreprise S3NS avec Google','https://fr.wikipedia.org/wiki/Thales?oldid=137192567','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (66,'idemia','IDEMIA','surveillance_vendor','FR','eu','Biometrics and identity; owned by US private equity (Advent)','Biométrie et identité ; appartient au fonds américain Advent','https://questions.assemblee-nationale.fr/q16/16-1390QE.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (67,'clearview','Clearview AI','surveillance_vendor','US','us','Facial recognition from scraped images','Reconnaissance faciale à partir d''images aspirées sur internet','https://en.wikipedia.org/wiki/Clearview_AI','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (68,'axon','Axon Enterprise','surveillance_vendor','US','us','Body cameras, Evidence.com, Fusus','Caméras-piétons, Evidence.com, Fusus','https://www.sec.gov/Archives/edgar/data/1069183/000106918325000075/R1.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (69,'motorola','Motorola Solutions','surveillance_vendor','US','us','Radios, Avigilon video, Pelco, CommandCentral','Radios, vidéo Avigilon et Pelco, CommandCentral','https://www.sec.gov/Archives/edgar/data/68505/000119312514176111/d719518d8k.htm','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (70,'nso','NSO Group','surveillance_vendor','IL','il','Pegasus spyware; bought by US investors in 2025, seat and control of exports still in Israel','Logiciel espion Pegasus ; racheté en 2025 par des investisseurs américains, siège et contrôle des exportations toujours en Israël','https://fr.laodong.vn/cong-nghe/nha-san-xuat-phan-mem-gian-diep-nso-group-doi-chu-mo-ra-chuong-moi-day-tranh-cai-1589831.ldo','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (71,'cellebrite','Cellebrite','surveillance_vendor','IL','il','Phone extraction','Extraction du contenu des téléphones','https://investors.cellebrite.com/node/6426/html','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (72,'grayshift','Magnet Forensics / Grayshift','surveillance_vendor','CA','ca','GrayKey phone extraction; owned by US private equity (Thoma Bravo)','Extraction du contenu des téléphones (GrayKey) ; appartient au fonds américain Thoma Bravo','https://www.theglobeandmail.com/business/rob-magazine/article-editors-note-march','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (73,'genetec','Genetec','surveillance_vendor','CA','ca','Video management, ANPR (AutoVu)','Gestion de la vidéosurveillance, lecture de plaques (AutoVu)','https://genetec.com/legal/tos','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (74,'briefcam','BriefCam / Milestone (Canon)','surveillance_vendor','DK','jp','Video analytics; merged with Milestone Systems under Canon','Analyse de vidéos ; réunie à Milestone Systems au sein de Canon','https://www.cio.de/a/amp/canon-balances-privacy-efficacy-in-cctv-demos,3249304','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (75,'axis','Axis Communications (Canon)','surveillance_vendor','SE','jp','Network cameras; Canon (JP) parent','Caméras en réseau ; maison mère japonaise (Canon)','https://www.axis.com/nl-be/about-axis/corporate-governance','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (76,'cognitec','Cognitec','surveillance_vendor','DE','eu','Facial recognition','Reconnaissance faciale','https://fdokument.com/document/the-face-recognition-company-uni-the-face-recognition-company-cognitec-systems.html','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (77,'vocord_ntech','NtechLab','surveillance_vendor','RU','ru','Facial recognition','Reconnaissance faciale','https://unn.ua/en/news/russia-handed-over-ntechlab-facial-recognition-software-to-iran-le-monde','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (78,'wintics','Wintics','surveillance_vendor','FR','eu','Algorithmic video surveillance (Cityvision)','Vidéosurveillance algorithmique (Cityvision)','https://pro.orange.fr/news/les-jo-2024-un-tremplin-pour-les-start-up-de-videosurveillance-algorithmique-CNT000002bG3nv.html','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (79,'videtics','Videtics','surveillance_vendor','FR','eu','Algorithmic video surveillance','Vidéosurveillance algorithmique','https://www.lejournaldesentreprises.com/article/la-technologie-de-videtics-va-securiser-les-jeux-olympiques-2097045','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (80,'xxii','XXII','surveillance_vendor','FR','eu','Algorithmic video surveillance','Vidéosurveillance algorithmique','https://www.nextinpact.com/article/45514/suresnes-veut-detecter-comportements-suspects','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (81,'evitech','Evitech','surveillance_vendor','FR','eu','Video analytics','Analyse de vidéos','https://www.evitech.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (82,'flock','Flock Safety','surveillance_vendor','US','us','ANPR networks','Réseaux de lecture de plaques d''immatriculation','https://en.wikipedia.org/wiki/Flock_Safety','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (83,'shotspotter','SoundThinking (ShotSpotter)','surveillance_vendor','US','us','Gunshot detection, predictive policing','Détection de coups de feu, police prédictive','https://www.sec.gov/Archives/edgar/data/1351636/000119312524269175/0001193125-24-269175.txt','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (84,'geolitica','Geolitica / PredPol','surveillance_vendor','US','us','Predictive policing (former PredPol); closed at the end of 2023, parts bought by SoundThinking','Police prédictive (ex-PredPol) ; fermé fin 2023, en partie repris par SoundThinking','https://en.wikipedia.org/wiki/Geolitica','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (85,'lexisnexis','RELX / LexisNexis','surveillance_vendor','GB','uk','Data broker products; also legal databases (benign)','Courtage de données ; aussi des bases juridiques, qui ne posent pas la même question','https://us.kabutan.jp/disclosures/0001558370-25-001178?lang=en','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (86,'thomsonreuters','Thomson Reuters','surveillance_vendor','CA','ca','CLEAR data broker; also legal databases (benign)','Courtage de données (CLEAR) ; aussi des bases juridiques, qui ne posent pas la même question','https://quantisnow.com/insight/sec-form-f10-filed-by-thomson-reuters-corporation-5952175','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (87,'experian','Experian','surveillance_vendor','IE','eu','Credit and identity data; Jersey company resident in Ireland, listed in London','Données de crédit et d''identité ; société de droit de Jersey, résidente en Irlande, cotée à Londres','https://www.experianplc.com/privacy/','2026-11-25');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (88,'equifax','Equifax','surveillance_vendor','US','us','Credit and income verification','Données de crédit, vérification des revenus','https://www.sec.gov/Archives/edgar/data/33185/000114420410040410/v191391_s3asr.htm','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (89,'proctoru','Meazure / ProctorU','surveillance_vendor','US','us','E-proctoring','Surveillance d''examens à distance','https://www.meazurelearning.com/terms-of-purchase','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (90,'proctorio','Proctorio','surveillance_vendor','US','us','E-proctoring','Surveillance d''examens à distance','https://www.omniapartners.com/publicsector/suppliers/proctorio/contract-documentation','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (91,'turnitin','Turnitin','surveillance_vendor','US','us','Plagiarism and exam monitoring','Détection de plagiat et surveillance d''examens','https://www.timeshighereducation.com/news/uk-regulator-probes-turnitin-ouriginal-deal','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (92,'managexam','Managexam','surveillance_vendor','FR','eu','E-proctoring (FR)','Surveillance d''examens à distance','https://www.managexam.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (93,'teramind','Teramind','surveillance_vendor','US','us','Employee monitoring','Surveillance des salariés sur leur poste','https://www.teramind.co/terms-of-service',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (94,'hubstaff','Hubstaff','surveillance_vendor','US','us','Employee monitoring','Surveillance des salariés sur leur poste','https://www.indianapolismonthly.com/news-and-opinion/business/working-from-home-when-your-boss-is-watching','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (95,'samsara','Samsara','surveillance_vendor','US','us','Fleet and driver monitoring','Suivi des véhicules et des conducteurs','https://www.sec.gov/Archives/edgar/data/1642896/000164289624000002/0001642896-24-000002.txt','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (96,'geotab','Geotab','surveillance_vendor','CA','ca','Fleet telematics','Télématique de flottes de véhicules','https://yourai.pro/how-ai-is-changing-vehicle-safety-and-analytics','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (97,'webfleet','Webfleet (Bridgestone)','surveillance_vendor','NL','jp','Fleet telematics','Télématique de flottes de véhicules','https://techmonitor.ai/technology/data/navigation-firm-tomtom-sells-telematics-division-in-bid-to-become-agile','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (98,'ocean','Orange Ocean / Fleet (Océan)','surveillance_vendor','FR','eu','Vehicle geolocation','Géolocalisation de véhicules','https://www.ocean.fr',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (99,'quartix','Quartix','surveillance_vendor','GB','uk','Vehicle tracking','Suivi de véhicules','https://quarterlytics.com/company/quartix-holdings-plc_qtx/annual-report-2021','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (100,'kelio','Kelio / Bodet Software','surveillance_vendor','FR','eu','Time clocks, access control','Pointeuses, contrôle d''accès','https://www.lejournaldesentreprises.com/article/le-groupe-bodet-maitrise-le-temps-depuis-plus-de-150-ans-2091700','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (101,'horoquartz','Horoquartz','surveillance_vendor','FR','jp','Time management; owned by Amano of Japan','Gestion des temps ; appartient au japonais Amano','https://www.horoquartz.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (102,'gfos','GFOS','surveillance_vendor','DE','eu','German workforce management','Gestion des temps et des plannings, en Allemagne','https://www.gfos.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (103,'atoss','ATOSS Software','surveillance_vendor','DE','eu','Workforce scheduling; not Atos','Planification du personnel ; sans rapport avec Atos','https://www.marketscreener.com/quote/stock/ATOSS-SOFTWARE-AG-435665/news/ATOSS-Software-AG-Release-according-to-Article-40-Section-1-of-the-WpHG-the-German-Securities-Tra-44252554/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (104,'interflex','Interflex','surveillance_vendor','DE','us_nexus','Time and access; owned by Allegion (Irish company listed in New York)','Temps et accès ; appartient à Allegion (société irlandaise cotée à New York)','https://quarterlytics.com/company/allegion_alle/annual-report-2014','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (105,'accenture','Accenture','big_it_services','IE','us_nexus','IT services; Irish-domiciled, US-listed','Services informatiques ; siège juridique en Irlande, coté aux États-Unis','https://sec.gov/Archives/edgar/data/1467373/000146737313000331/0001467373-13-000331.txt','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (106,'deloitte','Deloitte','big_it_services','GB','network','Consulting network','Réseau de cabinets de conseil','https://liquisearch.com/big_four_audit_firms/legal_structure','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (107,'pwc','PwC','big_it_services','GB','network','Consulting network','Réseau de cabinets de conseil','https://liquisearch.com/big_four_audit_firms/legal_structure','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (108,'ey','EY','big_it_services','GB','network','Consulting network','Réseau de cabinets de conseil','https://liquisearch.com/big_four_audit_firms/legal_structure','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (109,'kpmg','KPMG','big_it_services','GB','network','Consulting network','Réseau de cabinets de conseil','https://kpmg.com/xx/en/misc/governance.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (110,'mckinsey','McKinsey','big_it_services','US','us','Strategy and QuantumBlack analytics','Conseil en stratégie, analyse de données (QuantumBlack)','https://fr.wikipedia.org/wiki/McKinsey_&_Company','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (111,'bcg','Boston Consulting Group','big_it_services','US','us','Strategy and digital','Conseil en stratégie et en numérique','https://wikimili.com/en/Boston_Consulting_Group','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (112,'bain','Bain & Company','big_it_services','US','us','Strategy','Conseil en stratégie','https://wikiwand.com/en/articles/Bain_&_Company','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (113,'rolandberger','Roland Berger','big_it_services','DE','eu','Strategy','Conseil en stratégie','http://www.tagesspiegel.de/wirtschaft/roland-berger-erwaegt-verkauf/8165254.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (114,'boozallen','Booz Allen Hamilton','big_it_services','US','us','US government IT','Informatique de l''État américain','https://wtop.com/business-finance/2022/07/booz-allen-has-plenty-of-work-and-its-still-hiring/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (115,'leidos','Leidos','big_it_services','US','us','US/UK government IT','Informatique des États américain et britannique','https://docslib.org/download/7660501/leidos-holdings-inc-exact-name-of-registrant-as-specified-in-its-charter','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (116,'saic','SAIC','big_it_services','US','us','US government IT','Informatique de l''État américain','http://tysonstoday.com/2022/business-news-from-the-fairfax-county-economic-development-authority-september-8/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (117,'gdit','General Dynamics IT','big_it_services','US','us','US government IT','Informatique de l''État américain','https://www.prnewswire.com/news-releases/gdit-awarded-299-million-contract-to-support-pentagons-network-infrastructure-302253620.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (118,'bae','BAE Systems Digital Intelligence','big_it_services','GB','uk','Formerly Detica','Anciennement Detica','https://en.wikipedia.org/wiki/BAE_Systems','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (119,'capgemini','Capgemini','big_it_services','FR','eu','IT services; Bleu joint venture with Orange on Azure','Services informatiques ; coentreprise Bleu avec Orange, sur Azure','https://www.hubbry.com/Capgemini','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (120,'atos','Atos / Eviden','big_it_services','FR','eu','IT services; sale of its supercomputers (Bull) to the French State agreed on 31 July 2025: Bull counted here until January 2026 only','Services informatiques ; vente de ses supercalculateurs (Bull) à l''État convenue le 31 juillet 2025 : Bull n''est compté ici que jusqu''à janvier 2026','https://de.reuters.com/article/europa-gaia-x-idDEKBN2661ZT','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (121,'sopra','Sopra Steria','big_it_services','FR','eu','IT and BPO (SSCL UK)','Informatique et externalisation de services administratifs (SSCL au Royaume-Uni)','https://ch.zonebourse.com/cours/action/SOPRA-STERIA-GROUP-4707/actualite/Sopra-Steria-Document-AMF-CP-224C0810-46902546','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (122,'cgi','CGI','big_it_services','CA','ca','IT services','Services informatiques','https://quantisnow.com/insight/sec-form-40f-filed-by-cgi-inc-5141271','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (123,'tcs','Tata Consultancy Services','big_it_services','IN','in','IT services','Services informatiques','https://www.forbesindia.com/article/explainers/top-10-it-companies-in-india/87143/1','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (124,'infosys','Infosys','big_it_services','IN','in','IT services','Services informatiques','https://www.forbesindia.com/article/explainers/top-10-it-companies-in-india/87143/1','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (125,'wipro','Wipro','big_it_services','IN','in','IT services','Services informatiques','https://www.forbesindia.com/article/explainers/top-10-it-companies-in-india/87143/1','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (126,'hcl','HCLTech','big_it_services','IN','in','IT services, HCL Software','Services informatiques, HCL Software','https://www.forbesindia.com/article/explainers/top-10-it-companies-in-india/87143/1','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (127,'techm','Tech Mahindra','big_it_services','IN','in','IT services','Services informatiques','https://www.forbesindia.com/article/explainers/top-10-it-companies-in-india/87143/1','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (128,'cognizant','Cognizant','big_it_services','US','us','IT services','Services informatiques','http://ndtv.com/photos/business/the-1-2-3-of-indias-top-it-companies-15258','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (129,'dxc','DXC Technology','big_it_services','US','us','IT outsourcing (ex CSC, HP ES)','Infogérance (issue de CSC et de HP Enterprise Services)','https://www.sec.gov/Archives/edgar/data/1688568/000168856824000024/dxc-20240201.htm','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (130,'nttdata','NTT / NTT Data','big_it_services','JP','jp','IT services (everis, Dimension Data); NTT announced in 2025 that it would own all of it','Services informatiques (everis, Dimension Data) ; NTT a annoncé en 2025 en prendre la totalité','https://www.nippon.com/en/news/yjj2025050800885/ntt-to-take-full-control-of-ntt-data-group.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (131,'unisys','Unisys','big_it_services','US','us','IT services','Services informatiques','http://ir.unisys.com/node/19691/html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (132,'serco','Serco','big_it_services','GB','uk','Outsourcing, contact centres','Externalisation de services, centres d''appels','https://en.m.wikipedia.org/wiki/Serco','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (133,'capita','Capita','big_it_services','GB','uk','BPO, benefits assessment; has sold many units since 2021','Externalisation de services, évaluation des droits sociaux ; a vendu beaucoup de filiales depuis 2021','https://owiki.org/wiki/Capita_Group','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (134,'maximus','Maximus','big_it_services','US','us','Benefits and health assessments BPO','Externalisation : examen de droits sociaux et évaluations de santé','https://investor.maximus.com/governance/governance-documents/default.aspx','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (135,'conduent','Conduent','big_it_services','US','us','BPO, tolling, benefits payment','Externalisation : péages, paiement d''aides sociales','https://investor.conduent.com/node/6731/html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (136,'teleperformance','Teleperformance / TP (Majorel)','big_it_services','FR','eu','Call centres','Centres d''appels','https://squidbusiness.fr/?p=331750','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (137,'concentrix','Concentrix (Webhelp)','big_it_services','US','us','Call centres','Centres d''appels','https://ir.concentrix.com/node/9131/html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (138,'foundever','Foundever (Sitel)','big_it_services','LU','eu','Call centres; owned by FR Creadev','Centres d''appels ; appartient au français Creadev','http://bankrupt.com/TCREUR_Public/241217.mbx','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (139,'konecta','Konecta / Comdata','big_it_services','ES','eu','Call centres','Centres d''appels','https://rossetorri.it/fusione-tra-comdata-e-la-spagnola-konecta/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (140,'armatis','Armatis','big_it_services','FR','eu','Call centres','Centres d''appels','https://www.armatis.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (141,'intelcia','Intelcia','big_it_services','MA','ma','Call centres; Altice held 65% from 2016, its managers agreed to buy them on 24 November 2025','Centres d''appels ; Altice en a eu 65 % depuis 2016, que ses dirigeants sont convenus de racheter le 24 novembre 2025','https://www.infomagazine.ma/economie/intelcia-change-de-mains-et-relance-son-ambition-mondiale-13220-2025','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (142,'tessi','Tessi','big_it_services','FR','eu','Document digitisation BPO','Numérisation et traitement de documents','https://www.actusnews.com/fr/tessi/cp/2021/05/31/communique-de-mise-a-disposition-des-documents-preparatoires-a-l_assemblee-generale-du-21-juin-2021','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (143,'docaposte','Docaposte (La Poste)','sovereign_alternative','FR','eu','Trusted third party, hosting, NumSpot','Tiers de confiance, hébergement, NumSpot','https://www.dsih.fr/article/5322/la-poste-sante-autonomie-une-combinaison-d-expertises-unique-sur-le-marche.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (144,'civica','Civica','big_it_services','GB','uk','Local government software','Logiciels des collectivités','https://www.civica.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (145,'tyler','Tyler Technologies','software_vendor','US','us','US local government software','Logiciels des collectivités américaines','https://www.sec.gov/Archives/edgar/data/860731/000086073124000008/0000860731-24-000008.txt','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (146,'unit4','Unit4','software_vendor','NL','eu','ERP; owned by US private equity','ERP (logiciel de gestion) ; appartient à un fonds américain','http://www.gbsolutions.nl/overeenkomst-unit4-multivers-online/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (147,'visma','Visma','software_vendor','NO','eu','Public sector SaaS','Logiciels en ligne pour le secteur public','https://ca.marketscreener.com/quote/stock/HOUSE-OF-CONTROL-GROUP-AS-114013511/news/Preliminary-results-of-Visma-s-voluntary-recommended-cash-offer-to-acquire-all-shares-in-House-of-Co-42159147/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (148,'tieto','Tietoevry (Tieto)','big_it_services','FI','eu','Nordic IT services and health records','Services informatiques et dossiers médicaux dans les pays nordiques','https://www.is.fi/taloussanomat/art-2000006146227.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (149,'netcompany','Netcompany','big_it_services','DK','eu','Government IT','Informatique de l''État','https://financialreports.eu/filings/netcompany-group/earnings-release/2023/1370239/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (150,'kmd','KMD (NEC)','big_it_services','DK','jp','Danish public IT; NEC subsidiary','Informatique publique au Danemark ; filiale de NEC','https://eu-japan.com/category/ma/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (151,'asseco','Asseco','big_it_services','PL','eu','Public IT in CEE','Informatique publique en Europe centrale et orientale','https://cc.cz/zacinal-s-prodejem-kecupu-a-jezdil-nekonecne-hodiny-v-aute-letos-mu-bude-70-a-ridi-obri-polskou-it-firmu/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (152,'comarch','Comarch','big_it_services','PL','eu','IT; owned by a fund of CVC since 2025','Services informatiques ; appartient à un fonds de CVC depuis 2025','https://financialreports.eu/filings/comarch-sa/quarterly-report/2024/6075529','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (153,'indra','Indra / Minsait','big_it_services','ES','eu','IT, elections, border','Informatique, élections, frontières','https://financialreports.eu/filings/641405/content','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (154,'engineering','Engineering Ingegneria Informatica','big_it_services','IT','eu','IT; owned by US private equity (Bain, NB)','Services informatiques ; appartient à des fonds américains (Bain Capital, NB)','https://www.aifi.it/it/private-capital-today/NbRenaissanceeBaintiranounsospirodisollievo','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (155,'almaviva','AlmavivA','big_it_services','IT','eu','IT and contact centres','Informatique et centres de contact','https://ilgiornale.it/news/servizi-it-chi-compra-e-chi-vende.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (156,'leonardo','Leonardo','big_it_services','IT','eu','Defence, PSN shareholder','Défense, actionnaire du Polo Strategico Nazionale','https://www.repubblica.it/economia/2021/09/28/news/cloud_nazionale_via_alla_cordata_tim_cdp_leonardo_sogei_e_a_controllo_pubblico-319865610/?rss','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (157,'tim','TIM / Telecom Italia','big_it_services','IT','eu','Telecom, Noovle cloud, PSN shareholder','Télécoms, cloud Noovle, actionnaire du Polo Strategico Nazionale','https://agendadigitale.eu/cultura-digitale/tim-poste-la-rinascita-di-un-polo-italiano-delle-tlc','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (158,'psn','Polo Strategico Nazionale','sovereign_alternative','IT','eu','Italian state cloud (TIM, Leonardo, CDP, Sogei); uses US hyperscalers in some tiers','Cloud de l''État italien (TIM, Leonardo, CDP, Sogei) ; s''appuie pour une part sur des clouds américains','https://www.gruppotim.it/en/press-archive/corporate/2021/Joint-PR-PSN-en.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (159,'aruba','Aruba S.p.A.','sovereign_alternative','IT','eu','Hosting; not HPE Aruba Networks','Hébergement ; sans rapport avec Aruba Networks de HPE','http://www.datamanager.it/2017/10/201710201710ponte-san-pietro-dai-telai-al-data-center-aruba-cecconi-questa-la-nostra-nuova-casa/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (160,'dedalus','Dedalus','big_it_services','IT','eu','Health records; owned by the French fund Ardian','Dossiers médicaux ; appartient au fonds français Ardian','https://www.dedalus.com/italy/it/media/dicono-di-noi/dedalus-al-servizio-di-200-milioni-di-pazienti/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (161,'doctolib','Doctolib','software_vendor','FR','eu','Health appointments; data hosted by AWS in 2021, says the Conseil d''État (12 March 2021)','Rendez-vous médicaux ; données hébergées par AWS en 2021, dit le Conseil d''État (12 mars 2021)','https://www.soulier-avocats.com/le-conseil-detat-refuse-de-suspendre-le-partenariat-de-letat-avec-doctolib-heberge-par-amazon/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (162,'maincare','Maincare (Docaposte)','big_it_services','FR','eu','Hospital software','Logiciels hospitaliers','https://www.dsih.fr/article/5322/la-poste-sante-autonomie-une-combinaison-d-expertises-unique-sur-le-marche.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (163,'softwaymedical','Softway Medical','big_it_services','FR','eu','Hospital software; owned by funds (Bain Capital, Five Arrows, Naxicap, Bpifrance)','Logiciels hospitaliers ; appartient à des fonds (Bain Capital, Five Arrows, Naxicap, Bpifrance)','https://infonet.fr/actualite/acquisitions/bpifrance-capital-softway-medical','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (164,'bergerlevrault','Berger-Levrault','big_it_services','FR','eu','Local government software','Logiciels des collectivités','https://fr.m.wikipedia.org/wiki/%C3%89ditions_Berger-Levrault','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (165,'cegid','Cegid','software_vendor','FR','eu','HR/finance SaaS; owned by US private equity','RH et finances en ligne ; appartient à un fonds américain','http://www.zonebourse.com/CEGID-GROUP-4746/actualite/Les-fonds-Silver-Lake-et-AltaOne-s-emparent-de-Cegid-22677168/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (166,'ciril','Ciril Group','sovereign_alternative','FR','eu','Local government software and HDS cloud','Logiciels des collectivités et hébergement de données de santé (HDS)','https://www.cirilgroup.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (167,'cegedim','Cegedim','big_it_services','FR','eu','Health data and HR outsourcing','Données de santé, externalisation des RH','https://financialreports.eu/filings/cegedim/annual-report/2015/1110123','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (168,'arpege','Arpège','big_it_services','FR','eu','Citizen-services software','Logiciels de services aux habitants','https://www.arpege.fr',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (169,'inetum','Inetum (ex GFI)','big_it_services','FR','eu','IT; owned by US private equity (Bain Capital)','Services informatiques ; appartient au fonds américain Bain Capital','https://solutions-numeriques.com/gfi-devient-inetum','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (170,'worldline','Worldline','big_it_services','FR','eu','Payments; sale of its mobility and e-transactional services to Magellan Partners agreed in 2025','Paiements ; vente de ses services de mobilité et de transactions à Magellan Partners convenue en 2025','https://www.romandie.com/news/Worldline-cree-avec-Six-un-champion-du-marche-europeen-des-paiements/918028.rom','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (171,'adesso','adesso','big_it_services','DE','eu','IT','Services informatiques','https://www.westfalen-blatt.de/OWL/Kreis-Paderborn/Paderborn/4369071-Dortmunder-IT-Dienstleister-zieht-ins-Westend-Carre-und-will-von-Fachpersonal-und-Unis-in-der-Region-profitieren-Adesso-eroeffnet-Standort-in-Paderborn','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (172,'materna','Materna','big_it_services','DE','eu','IT','Services informatiques','http://www.derwesten.de/wirtschaft/materna-zieht-sich-aus-firmenleitung-zurueck-id10311446.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (173,'msg','msg','big_it_services','DE','eu','IT','Services informatiques','https://www.msg.group',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (174,'dataport','Dataport','sovereign_alternative','DE','eu','Public bodies: not private outsourcing','Appartient à des collectivités publiques : pas une externalisation au privé','https://wikipedia.jakami.de/content/wikipedia_de_all_mini_2023-10/A/Dataport','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (175,'ovh','OVHcloud','sovereign_alternative','FR','eu','Cloud; some SecNumCloud and HDS offers; US and CA subsidiaries exist','Cloud, avec des offres SecNumCloud et HDS ; a des filiales aux États-Unis et au Canada','https://corporate.ovhcloud.com/fr-tn/newsroom/news/inauguration-du-campus-ovh/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (176,'scaleway','Scaleway (iliad)','sovereign_alternative','FR','eu','Cloud','Cloud','https://www.linforme.com/tech-telecom/article/scaleway-filiale-cloud-d-iliad-s-enfonce-dans-le-rouge_835.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (177,'outscale','3DS Outscale (Dassault Systèmes)','sovereign_alternative','FR','eu','SecNumCloud cloud','Cloud SecNumCloud','https://www.journaldunet.com/cloud/1540339-outscale-enregistre-une-croissance-extremement-forte','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (178,'cloudtemple','Cloud Temple','sovereign_alternative','FR','eu','SecNumCloud cloud','Cloud SecNumCloud','https://itforbusiness.fr/?p=88288','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (179,'numspot','NumSpot','sovereign_alternative','FR','eu','Cloud (Docaposte, Bouygues, Dassault, Banque des Territoires)','Cloud (Docaposte, Bouygues, Dassault Systèmes, Banque des Territoires)','https://www.informatiquenews.fr/notre-plateforme-est-desormais-agnostique-mais-on-ne-fera-rien-sur-des-infrastructures-americaines-ou-chinoises-eric-haddad-numspot-108645','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (180,'s3ns','S3NS (Thales-Google)','sovereign_alternative','FR','hybrid','Trusted cloud on Google technology','Cloud de confiance sur technologie Google','https://new.sfeir.com/pages/guide-secnumcloud.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (181,'bleu','Bleu (Orange-Capgemini)','sovereign_alternative','FR','hybrid','Trusted cloud on Microsoft technology','Cloud de confiance sur technologie Microsoft','https://clubic.com/actualite-562404-bleu-le-cloud-francais-est-en-route-vers-la-certification-secnumcloud-3-2-plus-haute-qualification-de-securite.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (182,'delos','Delos Cloud (SAP)','sovereign_alternative','DE','hybrid','German public cloud on Microsoft technology','Cloud public allemand sur technologie Microsoft','https://www.heise.de/news/Digitale-Souveraenitaet-Microsoft-Cloud-soll-2024-starten-7338725.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (183,'ionos','IONOS','sovereign_alternative','DE','eu','Cloud of the German United Internet, which held 64% in 2023; a US fund then held more than a fifth','Cloud de l''allemand United Internet, qui en détenait 64 % en 2023 ; un fonds américain en avait alors plus d''un cinquième','https://www.wallstreet-online.de/nachricht/17531912-roundup-united-internet-wittert-ionos-tochter-gewinn','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (184,'tsystems','Deutsche Telekom / T-Systems','sovereign_alternative','DE','eu','Telecom and cloud; T-Mobile US subsidiary','Télécoms et cloud ; filiale T-Mobile aux États-Unis','https://de.reuters.com/article/europa-gaia-x-idDEKBN2661ZT','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (185,'stackit','STACKIT (Schwarz)','sovereign_alternative','DE','eu','Cloud','Cloud','https://www.computerbild.de/artikel/cb-News-Internet-Stackit-Schwarz-Lidl-Kaufland-Cloud-Loesung-26201665.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (186,'plusserver','plusserver','sovereign_alternative','DE','eu','Cloud; its owner, a fund, was not read','Cloud ; son propriétaire, un fonds, n''a pas été vérifié','https://www.plusserver.com/en/imprint','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (187,'hetzner','Hetzner','sovereign_alternative','DE','eu','Hosting','Hébergement','https://www.hetzner.com/privacy-policy-notice','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (188,'nextcloud','Nextcloud','sovereign_alternative','DE','eu','Free-software collaboration','Travail collaboratif en logiciel libre','https://docslib.org/doc/2293745/nextcloud-support-programme','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (189,'infomaniak','Infomaniak','sovereign_alternative','CH','ch','Cloud','Cloud','https://focus.swiss/business/technologie/digitalisation/marc-oehler-un-cloud-ethique-et-souverain-sans-compromis','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (190,'exoscale','Exoscale (A1)','big_it_services','CH','mx','Cloud; Swiss company of A1 Telekom Austria, whose majority América Móvil (Mexico) holds','Cloud ; société suisse d''A1 Telekom Austria, dont América Móvil (Mexique) a la majorité','https://www.exoscale.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (191,'a1','A1 Telekom Austria','big_it_services','AT','mx','Telecom and cloud; América Móvil (Mexico) holds the majority, the Austrian State 28%','Télécoms et cloud ; América Móvil (Mexique) en a la majorité, l''État autrichien 28 %','https://infrastructurebrief.com/america-movil-boosts-stake-in-telekom-austria-to-over-56/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (192,'swisscom','Swisscom','sovereign_alternative','CH','ch','Telecom and cloud','Télécoms et cloud','https://www.telecoms.com/operator-ecosystem/swisscom-acquires-vodafone-italia','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (193,'leaseweb','Leaseweb','sovereign_alternative','NL','eu','Hosting','Hébergement','https://www.leaseweb.com/press/releases/leaseweb-global-endorses-new-european-industrial-technology-roadmap-next-generation','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (194,'upcloud','UpCloud','sovereign_alternative','FI','eu','Cloud','Cloud','https://upcloud.com/privacy-policy','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (195,'linagora','Linagora','sovereign_alternative','FR','eu','Free software','Logiciels libres','https://wikiwand.com/fr/Linagora','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (196,'jamespot','Jamespot','sovereign_alternative','FR','eu','Collaboration suites','Suites collaboratives','https://www.jamespot.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (197,'orange','Orange Business','sovereign_alternative','FR','eu','Telecom, cloud, HDS; also resells US clouds','Télécoms, cloud, hébergement de données de santé (HDS) ; revend aussi des clouds américains','https://de.reuters.com/article/europa-gaia-x-idDEKBN2661ZT','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (198,'telefonica','Telefónica Tech','big_it_services','ES','eu','Telecom and IT; resells hyperscalers','Télécoms et informatique ; revend les grands clouds américains','https://it.advfn.com/mercati/NYSE/TEF/notizie/90818872/automatic-shelf-registration-statement-of-securiti','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (199,'bt','BT','big_it_services','GB','uk','Telecom','Télécoms','https://uk.advfn.com/stock-market/USOTC/BTGOF/share-news/Annual-and-Transition-Report-foreign-Private-Issuer-20-f/82509441','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (200,'vodafone','Vodafone','big_it_services','GB','uk','Telecom','Télécoms','https://mobileworldlive.com/europe/swisscom-vodafone-complete-italy-deal','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (201,'proximus','Proximus','big_it_services','BE','eu','Telecom; resells hyperscalers','Télécoms ; revend les grands clouds américains','https://en.wikipedia.org/wiki/Proximus_Group','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (202,'kpn','KPN','big_it_services','NL','eu','Telecom','Télécoms','http://docplayer.nl/2387409-Offer-memorandum-partial-cash-offer.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (203,'sfr','SFR / Altice','big_it_services','FR','eu','Telecom','Télécoms','https://www.zonebourse.com/actualite-bourse/orange-bouygues-telecom-et-free-s-unissent-pour-racheter-sfr-a-altice-ce7d5aded880f626','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (204,'bouyguestel','Bouygues Telecom','big_it_services','FR','eu','Telecom','Télécoms','https://www.bouyguestelecom.fr',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (205,'softwareone','SoftwareOne','reseller','CH','ch','Licence reseller (ex COMPAREX; merged with Crayon)','Revendeur de licences (ex-COMPAREX ; réuni à Crayon)','https://itreseller.ch/Artikel/102287/Softwareone_will_vielleicht_Crayon_kaufen.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (206,'crayon','Crayon','reseller','NO','ch','Licence reseller; Norwegian, bought by SoftwareOne of Switzerland on 2 July 2025','Revendeur de licences ; norvégien, acquis le 2 juillet 2025 par le suisse SoftwareOne','https://www.inderes.dk/releases/softwareone-holding-ag-six-swon-a-leading-global-software-and-cloud-solutions-provider-today-announced-that-the-recommended-voluntary-offer-for-all-issued-and-outstanding-shares-in-crayon-has-been-completed','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (207,'bechtle','Bechtle','reseller','DE','eu','IT reseller','Revendeur informatique','https://uat.boerse-online.de/nachrichten/aktien/bechtle-aktie-it-dienstleister-profitiert-vom-aufschwung-20265669.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (208,'computacenter','Computacenter','reseller','GB','uk','IT reseller','Revendeur informatique','https://www.channelweb.co.uk/profile/4041511/computacenter','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (209,'cancom','CANCOM','reseller','DE','eu','IT reseller','Revendeur informatique','http://www.computerwoche.de/a/cw-leser-waehlen-die-besten-deutschen-systemhaeuser,1227890','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (210,'shi','SHI International','reseller','US','us','IT reseller','Revendeur informatique','https://njtechweekly.com/shis-thai-lee-says-company-is-in-nj-to-stay/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (211,'insight','Insight Enterprises','reseller','US','us','IT reseller','Revendeur informatique','https://quarterlytics.com/company/insight-enterprises_nsit/annual-report-2019','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (212,'scc','SCC (Specialist Computer Centres)','reseller','GB','uk','IT reseller','Revendeur informatique','https://www.thebusinessdesk.com/westmidlands/news/208533-sch-group-and-jcb-named-in-top-10-best-family-businesses','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (213,'econocom','Econocom','reseller','BE','eu','IT leasing and reseller; registered office in Belgium, listed in Brussels, mostly at work in France','Location et revente de matériel informatique ; siège social en Belgique, cotée à Bruxelles, surtout active en France','https://datanews.levif.be/actualite/le-siege-deconocom-ecs-sera-en-belgique','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (214,'ugap','UGAP','reseller','FR','eu','French central purchasing body: public, resells','Centrale d''achat publique française, qui revend','http://fr.m.wiki.x.io/wiki/UGAP','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (215,'softcat','Softcat','reseller','GB','uk','IT reseller','Revendeur informatique','https://investegate.co.uk/announcement/rns/softcat--sct/final-results/7834547','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (216,'bytes','Bytes Technology / Phoenix Software','reseller','GB','uk','Licence reseller group','Groupe de revente de licences','https://financialreports.eu/filings/bytes-technology-group-plc/pre-annual-general-meeting-information/2022/1656672','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (217,'trustmarque','Trustmarque','reseller','GB','uk','Licence reseller; sold by Capita to One Equity Partners in 2022','Revendeur de licences ; vendu par Capita à One Equity Partners en 2022','https://www.itpro.com/business-strategy/mergers-and-acquisitions/362089/capita-flogs-it-services-unit-for-ps111m','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (218,'carahsoft','Carahsoft','reseller','US','us','US government reseller','Revendeur de l''État américain','https://dev.dailytop.news/fbi-raids-carahsoft-headquarters-unpacking-the-implications-and-background','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (219,'cdw','CDW','reseller','US','us','IT reseller','Revendeur informatique','https://docslib.org/doc/10820359/technology-solutions-products-and-services-rfp-21-04-1-19-2021-redacted-digital-copy','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (220,'data3','Data#3','reseller','AU','au','IT reseller','Revendeur informatique','https://www.data3.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (221,'softchoice','Softchoice (World Wide Technology)','reseller','US','us','IT reseller','Revendeur informatique','https://www.softchoice.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (222,'wwt','World Wide Technology','reseller','US','us','IT reseller','Revendeur informatique','https://time.com/5913009/dave-steward-covid-19-race/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (223,'proact','Proact','reseller','SE','eu','Data centre reseller','Revendeur pour centres de données','https://www.proact.co.uk/share-facts-and-figures/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (224,'atea','Atea','reseller','NO','eu','Nordic IT reseller','Revendeur informatique des pays nordiques','https://www.atea.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (225,'dustin','Dustin (Centralpoint)','reseller','SE','eu','IT reseller','Revendeur informatique','https://www.dustingroup.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (226,'advania','Advania','reseller','SE','eu','Nordic/UK reseller','Revendeur des pays nordiques et du Royaume-Uni','https://www.advania.com',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (227,'protinus','Protinus IT','reseller','NL','eu','Dutch public-sector reseller','Revendeur du secteur public néerlandais','https://www.protinus.nl',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (228,'sva','SVA System Vertrieb Alexander','reseller','DE','eu','German system house','Intégrateur et revendeur allemand','https://channelpartner.de/a/die-25-groessten-systemhaeuser-in-deutschland,2387869,4','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (229,'controlware','Controlware','reseller','DE','eu','German system house','Intégrateur et revendeur allemand','https://channelpartner.de/a/die-25-groessten-systemhaeuser-in-deutschland,2387869,4','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (230,'axians','Axians (VINCI Energies)','reseller','FR','eu','ICT integrator','Intégrateur de réseaux et de systèmes','https://batiactu.com/edito/hauts-seine-archipel-prochaine-escale-vinci-58523.php','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (231,'spie','SPIE ICS','reseller','FR','eu','ICT integrator','Intégrateur de réseaux et de systèmes','https://rss.globenewswire.com/news-release/2024/09/25/2953193/0/fr/Communiqu%C3%A9-de-presse-SPIE-lance-son-op%C3%A9ration-d-actionnariat-salari%C3%A9-SHARE-FOR-YOU-2024.html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (232,'nxo','NXO','reseller','FR','eu','ICT integrator','Intégrateur de réseaux et de systèmes','https://www.nxo.eu',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (233,'snef','SNEF','reseller','FR','eu','CCTV and network integrator','Intégrateur de vidéosurveillance et de réseaux','https://www.snef.fr',NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (234,'eiffage','Eiffage Énergie','reseller','FR','eu','CCTV integrator','Intégrateur de vidéosurveillance','http://constructioncayola.com/batiment/article/2014/01/16/90162/eiffage-regroupe-ses-activites-sur-meme-site.php','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (235,'xerox','Xerox','office_equipment','US','us','Print','Impression','https://filings.stockinsights.ai/us/8-K/1770450/0001193125-25-155007/d91487d8k.htm','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (236,'ricoh','Ricoh','office_equipment','JP','jp','Print and IT services','Impression et services informatiques','https://sec.gov/Archives/edgar/data/317891/000031789106000011/r6k060607.txt','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (237,'konica','Konica Minolta','office_equipment','JP','jp','Print and IT services; MOBOTIX former parent','Impression et services informatiques ; ancienne maison mère de MOBOTIX','https://docslib.org/doc/1017971/integrated-report-2019','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (238,'canon','Canon','office_equipment','JP','jp','Print and document outsourcing','Impression, documents externalisés','https://www.sec.gov/Archives/edgar/data/16988/000114554904001789/k00821e20vfza.htm','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (239,'securitas','Securitas','surveillance_vendor','SE','eu','Guarding and monitoring','Gardiennage et télésurveillance','https://kiwix.casplantje.nl/wikipedia_en_all_maxi_2018-10/A/Securitas_(Swedish_security_company).html','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (240,'g4s','G4S (Allied Universal)','surveillance_vendor','US','us','Guarding, electronic monitoring','Gardiennage, surveillance électronique','https://www.hstoday.us/industry/g4s-finally-agrees-to-allied-universal-takeover/','2026-11-26');
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [why_listed_fr], [source], [checked_on]) VALUES (241,'buddi','Buddi','surveillance_vendor','GB','uk','Electronic tagging','Bracelets électroniques','https://www.thametoday.co.uk/news/aylesbury-firm-s-multi-milion-criminal-gps-deal-collapses-1-5916377','2026-11-26');
CREATE TABLE [vendor_proofs] (
  [rule] TEXT,
  [vendor_group] TEXT,
  [kind] TEXT,
  [name] TEXT,
  [scheme] TEXT,
  [number] TEXT,
  [match] TEXT,
  [context] TEXT,
  [since] TEXT,
  [until] TEXT,
  [source] TEXT,
  [confidence] TEXT,
  PRIMARY KEY ([rule]),
  FOREIGN KEY ([vendor_group]) REFERENCES [vendor_groups]([id])
);
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (1,'products.csv:10','microsoft','product','Teams Phone',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (2,'products.csv:100','amazon','product','Ring doorbell',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (3,'products.csv:1000','hp','product','HP Pavilion',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (4,'products.csv:1001','hp','product','HP ProDesk',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (5,'products.csv:1002','hp','product','HP Chromebook',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (6,'products.csv:1003','hp','product','HP Indigo',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (7,'products.csv:1004','hp','product','HP Latex',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (8,'products.csv:1005','hp','product','HP SureClick',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (9,'products.csv:1006','hp','product','EliteBook',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (10,'products.csv:1007','hp','product','ProBook',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (11,'products.csv:1008','hp','product','ProDesk',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (12,'products.csv:1009','hp','product','EliteDesk',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (13,'products.csv:101','amazon','product','Ring Neighbors',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (14,'products.csv:1010','hp','product','Polycom',NULL,NULL,'title',NULL,'2022-08-29',NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (15,'products.csv:1011','hp','product','Plantronics',NULL,NULL,'any',NULL,'2022-08-29',NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (16,'products.csv:1012','hpe','product','HPE Synergy',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (17,'products.csv:1013','hpe','product','HPE SimpliVity',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (18,'products.csv:1014','hpe','product','HPE StoreOnce',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (19,'products.csv:1015','hpe','product','StoreOnce',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (20,'products.csv:1016','hpe','product','HPE Primera',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
CREATE TABLE [corrections] (
  [id] TEXT,
  [kind] TEXT,
  [notice_id] TEXT,
  [award] TEXT,
  [supplier] TEXT,
  [tag] TEXT,
  [old_value] TEXT,
  [new_value] TEXT,
  [role] TEXT,
  [author] TEXT,
  [date] TEXT,
  [reason] TEXT,
  [source] TEXT,
  [reply_by] TEXT,
  [reply] TEXT,
  PRIMARY KEY ([id])
);
CREATE TABLE [organizations] (
  [id] TEXT,
  [name] TEXT,
  [country] TEXT,
  [scheme] TEXT,
  [number] TEXT,
  [acronym] TEXT,
  [parent_id] TEXT,
  [parent_basis] TEXT,
  PRIMARY KEY ([id])
);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (1,'PL-NIP-5262673576','Metro Warszawskie Sp. z o.o.','PL','PL-NIP','5262673576',NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (2,'name:PL:geotechnology-sp-zoo-sp-k','Geotechnology Sp. z o.o. Sp. k.','PL',NULL,NULL,NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (3,'FR-SIREN-552049447','Société nationale SNCF','FR','FR-SIREN','552049447',NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (4,'FR-SIREN-791674336','MOMENT','FR','FR-SIREN','791674336',NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (5,'FR-SIREN-200093201','Métropole Européenne de Lille','FR','FR-SIREN','200093201','MEL',NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (6,'name:XX:computacenter-france','COMPUTACENTER FRANCE',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (7,'GB-PPON-PDNZ-9152-XZLR','The Planning Inspectorate','GB','GB-PPON','PDNZ-9152-XZLR',NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (8,'GB-COH-06279757','Solirius Ltd','GB','GB-COH','06279757',NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (9,'name:GB:skills-funding-agency','Skills Funding Agency','GB',NULL,NULL,NULL,NULL,NULL);
INSERT INTO [organizations] ([rowid], [id], [name], [country], [scheme], [number], [acronym], [parent_id], [parent_basis]) VALUES (10,'name:XX:microsoft-ltd','Microsoft Ltd',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE [organization_names] (
  [organization_id] TEXT,
  [name] TEXT,
  [establishment] TEXT,
  [notice_id] TEXT,
  PRIMARY KEY ([organization_id], [name]),
  FOREIGN KEY ([organization_id]) REFERENCES [organizations]([id])
);
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (1,'PL-NIP-5262673576','Metro Warszawskie Sp. z o.o.',NULL,'ted:990101-2026');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (2,'name:PL:geotechnology-sp-zoo-sp-k','Geotechnology Sp. z o.o. Sp. k.',NULL,'ted:990101-2026');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (3,'FR-SIREN-552049447','Société nationale SNCF','55204944776279','ted:990112-2026');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (4,'FR-SIREN-791674336','MOMENT',NULL,'ted:990112-2026');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (5,'FR-SIREN-200093201','METROPOLE EUROPEENNE DE LILLE','20009320100016','boamp:26-990103');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (6,'name:XX:computacenter-france','COMPUTACENTER FRANCE',NULL,'boamp:26-990103');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (7,'GB-PPON-PDNZ-9152-XZLR','The Planning Inspectorate',NULL,'find_a_tender:990301-2026');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (8,'GB-COH-06279757','Solirius Ltd',NULL,'find_a_tender:990301-2026');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (9,'name:GB:skills-funding-agency','Skills Funding Agency',NULL,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073');
INSERT INTO [organization_names] ([rowid], [organization_id], [name], [establishment], [notice_id]) VALUES (10,'name:XX:microsoft-ltd','Microsoft Ltd',NULL,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073');
CREATE TABLE [procedures] (
  [id] TEXT,
  [portal] TEXT,
  [title] TEXT,
  [buyer] TEXT,
  [country] TEXT,
  [method] TEXT,
  [method_details] TEXT,
  [direct_award_reason] TEXT,
  [technique] TEXT,
  [framework_id] TEXT,
  [first_published] TEXT,
  [notices] INTEGER,
  PRIMARY KEY ([id]),
  FOREIGN KEY ([portal]) REFERENCES [portals]([name])
);
INSERT INTO [procedures] ([rowid], [id], [portal], [title], [buyer], [country], [method], [method_details], [direct_award_reason], [technique], [framework_id], [first_published], [notices]) VALUES (1,'ted:0289868d-c5b5-5b67-8f0e-10335ab1dc66','ted','Dostawa pakietów subskrypcji Microsoft Office 365 lub produktu równoważnego','Metro Warszawskie Sp. z o.o.','PL','open','open',NULL,'none',NULL,'2026-11-02',1);
INSERT INTO [procedures] ([rowid], [id], [portal], [title], [buyer], [country], [method], [method_details], [direct_award_reason], [technique], [framework_id], [first_published], [notices]) VALUES (2,'ted:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','ted','Portail Wifi TGV Lyria','Société nationale SNCF','FR','selective','neg-w-call',NULL,'none',NULL,'2026-11-05',1);
INSERT INTO [procedures] ([rowid], [id], [portal], [title], [buyer], [country], [method], [method_details], [direct_award_reason], [technique], [framework_id], [first_published], [notices]) VALUES (3,'boamp:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','boamp','Portail Wifi TGV Lyria','Société nationale SNCF','FR','selective','neg-w-call',NULL,'none',NULL,'2026-11-04',1);
INSERT INTO [procedures] ([rowid], [id], [portal], [title], [buyer], [country], [method], [method_details], [direct_award_reason], [technique], [framework_id], [first_published], [notices]) VALUES (4,'boamp:26-880412','boamp','Renouvellement des licences Microsoft 365 et services associés','METROPOLE EUROPEENNE DE LILLE','FR','open','Procédure Ouverte',NULL,NULL,NULL,'2026-11-05',1);
INSERT INTO [procedures] ([rowid], [id], [portal], [title], [buyer], [country], [method], [method_details], [direct_award_reason], [technique], [framework_id], [first_published], [notices]) VALUES (5,'find_a_tender:ocds-h6vhtk-09a001','find_a_tender','Digital & Data Partner','The Planning Inspectorate','GB','selective','Call-off from a framework agreement',NULL,'call_off',NULL,'2026-11-02',1);
INSERT INTO [procedures] ([rowid], [id], [portal], [title], [buyer], [country], [method], [method_details], [direct_award_reason], [technique], [framework_id], [first_published], [notices]) VALUES (6,'contracts_finder:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df','contracts_finder','Office 365 Managed Deployment','Skills Funding Agency','GB','direct','Direct award',NULL,NULL,NULL,'2026-11-06',1);
CREATE TABLE [notices] (
  [id] TEXT,
  [portal] TEXT,
  [number] TEXT,
  [procedure_id] TEXT,
  [kind] TEXT,
  [change] TEXT,
  [state] TEXT,
  [replaces] TEXT,
  [replaced_by] TEXT,
  [notice_identifier] TEXT,
  [notice_version] TEXT,
  [form] TEXT,
  [published] TEXT,
  [language] TEXT,
  [title] TEXT,
  [description] TEXT,
  [buyer] TEXT,
  [buyer_id] TEXT,
  [country] TEXT,
  [suppliers] TEXT,
  [main_code] TEXT,
  [main_code_label] TEXT,
  [value] REAL,
  [currency] TEXT,
  [value_eur] REAL,
  [value_basis] TEXT,
  [method] TEXT,
  [technique] TEXT,
  [deadline] TEXT,
  [url] TEXT,
  [lots] INTEGER,
  [digital] TEXT,
  [scope_reason] TEXT,
  [big_tech] TEXT,
  [data_outsourcing] TEXT,
  [worker_surveillance] TEXT,
  [public_surveillance_ai] TEXT,
  [public_alternative] TEXT,
  [data_law_exposure] TEXT,
  [vendor_groups] TEXT,
  [withheld] TEXT,
  [document_sha256] TEXT,
  [content_sha256] TEXT,
  PRIMARY KEY ([id]),
  FOREIGN KEY ([portal]) REFERENCES [portals]([name]),
  FOREIGN KEY ([procedure_id]) REFERENCES [procedures]([id]),
  FOREIGN KEY ([buyer_id]) REFERENCES [organizations]([id]),
  FOREIGN KEY ([document_sha256]) REFERENCES [documents]([sha256])
);
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (1,'ted:990101-2026','ted','990101-2026','ted:0289868d-c5b5-5b67-8f0e-10335ab1dc66','award','none','current',NULL,NULL,'dd05b5ef-fd94-5457-8115-72f7e3afee5d','01','30','2026-11-02','pl','Dostawa pakietów subskrypcji Microsoft Office 365 lub produktu równoważnego','Przedmiot zamówienia – dostawa pakietów subskrypcji Microsoft na okres 12 miesięcy od daty dostawy. Zamawiający dopuszcza oferowanie produktów równoważnych.','Metro Warszawskie Sp. z o.o.','PL-NIP-5262673576','PL','Geotechnology Sp. z o.o. Sp. k.','CPV 48700000','Software package utilities',470479.76,'PLN',106834.95,'result','open','none',NULL,'https://ted.europa.eu/en/notice/-/detail/990101-2026',1,'yes','product named: Microsoft Office 365','yes','yes','no','no','no','non_eu_parent','["microsoft"]','[]','69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989','3180ff7ac5f6b73f8f5be55303d99f26f1495d77cf25a7290c19841813220bbe');
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (2,'ted:990112-2026','ted','990112-2026','ted:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','award','none','current',NULL,NULL,'1195e9a6-b1fc-59fc-b351-0859ebe9cf0a','01','30','2026-11-05','fr','Portail Wifi TGV Lyria','La société LYRIA souhaite acquérir un portail wifi à bord de ses TGV Lyria comprenant un contenu Lyria et une offre de divertissement (films, séries, documentaires, jeux). La solution est hébergée par le titulaire en mode SaaS.','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','CPV 48000000','Logiciels et systèmes d''information',NULL,NULL,NULL,NULL,'selective','none',NULL,'https://ted.europa.eu/en/notice/-/detail/990112-2026',1,'yes','code CPV 48000000','no','yes','no','no','no','unknown','[]','["not-val","rec-sub-cou","win-ten-val"]','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','58d34af55ae22b822d8cda2cb06de9bafcca34657fdec786524c9cfb9590802f');
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (3,'boamp:26-990101','boamp','26-990101','boamp:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','award','none','current',NULL,NULL,'1195e9a6-b1fc-59fc-b351-0859ebe9cf0a','01','30','2026-11-04','fr','Portail Wifi TGV Lyria','La société LYRIA souhaite acquérir un portail wifi à bord de ses TGV Lyria comprenant un contenu Lyria et une offre de divertissement (films, séries, documentaires, jeux). La solution est hébergée par le titulaire en mode SaaS.','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','CPV 48000000','Logiciels et systèmes d''information',NULL,NULL,NULL,NULL,'selective','none',NULL,'https://www.boamp.fr/pages/avis/?q=idweb:26-990101',1,'yes','code CPV 48000000','no','yes','no','no','no','unknown','[]','["not-val","rec-sub-cou","win-ten-val"]','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','04c175d09d4ea814793fd8a95ea46c1f89604c346f68b1fcadb7cea0d8eb65cb');
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (4,'boamp:26-990103','boamp','26-990103','boamp:26-880412','award','none','current',NULL,NULL,NULL,NULL,'FNSimple','2026-11-05','fr','Renouvellement des licences Microsoft 365 et services associés',NULL,'METROPOLE EUROPEENNE DE LILLE','FR-SIREN-200093201','FR','COMPUTACENTER FRANCE','CPV 48218000','Logiciels de gestion des licences',NULL,NULL,NULL,NULL,'open',NULL,NULL,'https://www.boamp.fr/pages/avis/?q=idweb:26-990103',0,'yes','product named: Microsoft 365','yes','yes','no','no','no','non_eu_parent','["computacenter","microsoft"]','[]','38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8','f25085fd64aee32d474e5b5ce2cfbc8d3a668e6b7e5dbba32bcfc7e3ac8356a8');
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (5,'find_a_tender:990301-2026','find_a_tender','990301-2026','find_a_tender:ocds-h6vhtk-09a001','award','none','current',NULL,NULL,NULL,NULL,'UK6','2026-11-02','en','Digital & Data Partner','Digital and data partner for the Inspectorate, called off from a Crown Commercial Service framework. Hosting remains with the Inspectorate.','The Planning Inspectorate','GB-PPON-PDNZ-9152-XZLR','GB','Solirius Ltd','CPV 72000000','IT services: consulting, software development, Internet and support',60000000.0,'GBP',71959702.57,'estimate','selective','call_off',NULL,'https://www.find-tender.service.gov.uk/Notice/990301-2026',1,'yes','code CPV 72000000','no','no','no','no','no',NULL,'[]','[]','c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4','0a71394c2504b855959f55d72b56439c4619adea8eca58bdf77d40ee7e8b081e');
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder','a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df','award','none','current',NULL,NULL,NULL,NULL,'award','2026-11-06','en','Office 365 Managed Deployment','Managed deployment of Office 365.','Skills Funding Agency','name:GB:skills-funding-agency','GB','Microsoft Ltd','CPV 72000000','IT services: consulting, software development, Internet and support',17568.0,'GBP',21069.8,'estimate','direct',NULL,'2026-10-20','https://www.contractsfinder.service.gov.uk/Notice/a2b091c0-5a3a-5c1a-a4d9-44213100d51e',0,'yes','vendor microsoft: Microsoft Ltd','yes','yes','no','no','no','non_eu_parent','["microsoft"]','[]','1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa','0afa5b2ebf772ba4d69ed6c5e7bfbbd2c35b45d981455b5a19aa0b5e3b1b1fa7');
CREATE TABLE [contracts] (
  [id] TEXT,
  [procedure_id] TEXT,
  [portal] TEXT,
  [title] TEXT,
  [lot_ids] TEXT,
  [buyer] TEXT,
  [buyer_id] TEXT,
  [country] TEXT,
  [suppliers] TEXT,
  [vendor_groups] TEXT,
  [status] TEXT,
  [published] TEXT,
  [updated] TEXT,
  [decided] TEXT,
  [signed] TEXT,
  [value] REAL,
  [currency] TEXT,
  [vat] TEXT,
  [value_kind] TEXT,
  [minimum] REAL,
  [maximum] REAL,
  [value_eur] REAL,
  [rate_date] TEXT,
  [value_countable_eur] REAL,
  [ceiling_eur] REAL,
  [value_shared] INTEGER,
  [value_plausible] INTEGER,
  [tenders_received] INTEGER,
  [method] TEXT,
  [technique] TEXT,
  [framework_id] TEXT,
  [start] TEXT,
  [end] TEXT,
  [months] REAL,
  [end_basis] TEXT,
  [end_with_renewals] TEXT,
  [initial_value_eur] REAL,
  [amendments] INTEGER,
  [same_as] TEXT,
  [main_code] TEXT,
  [digital] TEXT,
  [big_tech] TEXT,
  [data_outsourcing] TEXT,
  [worker_surveillance] TEXT,
  [public_surveillance_ai] TEXT,
  [public_alternative] TEXT,
  [data_law_exposure] TEXT,
  [notice_id] TEXT,
  [url] TEXT,
  [verified] TEXT,
  PRIMARY KEY ([id]),
  FOREIGN KEY ([portal]) REFERENCES [portals]([name]),
  FOREIGN KEY ([procedure_id]) REFERENCES [procedures]([id]),
  FOREIGN KEY ([buyer_id]) REFERENCES [organizations]([id]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id])
);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url], [verified]) VALUES (1,'ted:990101-2026/1','ted:0289868d-c5b5-5b67-8f0e-10335ab1dc66','ted','Dostawa pakietów subskrypcji Microsoft Office 365 lub produktu równoważnego','["LOT-0001"]','Metro Warszawskie Sp. z o.o.','PL-NIP-5262673576','PL','Geotechnology Sp. z o.o. Sp. k.','["microsoft"]','active','2026-11-02','2026-11-02','2026-10-19','2026-10-30',470479.76,'PLN','unknown','exact',NULL,NULL,106834.95,'2026-10-30',106834.95,NULL,0,1,4,'open','none',NULL,NULL,NULL,12.0,'unknown',NULL,106834.95,0,NULL,'CPV 48700000','yes','yes','yes','no','no','no','non_eu_parent','ted:990101-2026','https://ted.europa.eu/en/notice/-/detail/990101-2026',NULL);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url], [verified]) VALUES (2,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','ted:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','ted','Portail Wifi TGV Lyria','["LOT-0001"]','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','[]','active','2026-11-05','2026-11-05','2024-07-08','2024-07-09',NULL,NULL,NULL,'undisclosed',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'selective','none',NULL,'2026-11-01','2030-10-29',47.97,'from_duration',NULL,NULL,0,NULL,'CPV 48000000','yes','no','yes','no','no','no','unknown','ted:990112-2026','https://ted.europa.eu/en/notice/-/detail/990112-2026',NULL);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url], [verified]) VALUES (3,'boamp:26-990101/Contrat Portail Wifi TGV Lyria','boamp:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','boamp','Portail Wifi TGV Lyria','["LOT-0001"]','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','[]','active','2026-11-04','2026-11-04','2024-07-08','2024-07-09',NULL,NULL,NULL,'undisclosed',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'selective','none',NULL,'2026-11-01','2030-10-29',47.97,'from_duration',NULL,NULL,0,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','CPV 48000000','yes','no','yes','no','no','no','unknown','boamp:26-990101','https://www.boamp.fr/pages/avis/?q=idweb:26-990101',NULL);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url], [verified]) VALUES (4,'boamp:26-990103/2026-MEL-0398','boamp:26-880412','boamp','Renouvellement des licences Microsoft 365 et services associés','[]','METROPOLE EUROPEENNE DE LILLE','FR-SIREN-200093201','FR','COMPUTACENTER FRANCE','["computacenter","microsoft"]','active','2026-11-05','2026-11-05','2026-10-26',NULL,412000.0,'EUR','excluded','exact',NULL,NULL,412000.0,'2026-11-05',412000.0,NULL,0,1,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,412000.0,0,NULL,'CPV 48218000','yes','yes','yes','no','no','no','non_eu_parent','boamp:26-990103','https://www.boamp.fr/pages/avis/?q=idweb:26-990103',NULL);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url], [verified]) VALUES (5,'find_a_tender:990301-2026/1','find_a_tender:ocds-h6vhtk-09a001','find_a_tender','Digital & Data Partner','["1"]','The Planning Inspectorate','GB-PPON-PDNZ-9152-XZLR','GB','Solirius Ltd','[]','active','2026-11-02','2026-11-02','2026-10-30',NULL,60000000.0,'GBP','excluded','exact',NULL,NULL,71959702.57,'2026-10-30',71959702.57,NULL,0,1,NULL,'selective','call_off',NULL,'2026-12-01','2028-11-30',NULL,'stated',NULL,71959702.57,0,NULL,'CPV 72000000','yes','no','no','no','no','no',NULL,'find_a_tender:990301-2026','https://www.find-tender.service.gov.uk/Notice/990301-2026',NULL);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url], [verified]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','contracts_finder:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df','contracts_finder','Office 365 Managed Deployment','[]','Skills Funding Agency','name:GB:skills-funding-agency','GB','Microsoft Ltd','["microsoft"]','active','2026-11-06','2026-11-06','2026-10-28',NULL,17568.0,'GBP','unknown','exact',NULL,NULL,21069.8,'2026-10-30',21069.8,NULL,0,1,NULL,'direct',NULL,NULL,'2026-12-01','2027-11-30',NULL,'stated',NULL,21069.8,0,NULL,'CPV 72000000','yes','yes','yes','no','no','no','non_eu_parent','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','https://www.contractsfinder.service.gov.uk/Notice/a2b091c0-5a3a-5c1a-a4d9-44213100d51e',NULL);
CREATE TABLE [contract_notices] (
  [contract_id] TEXT,
  [notice_id] TEXT,
  [role] TEXT,
  [published] TEXT,
  [value] REAL,
  [currency] TEXT,
  [award_key] TEXT,
  PRIMARY KEY ([contract_id], [notice_id], [role]),
  FOREIGN KEY ([contract_id]) REFERENCES [contracts]([id]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id])
);
INSERT INTO [contract_notices] ([rowid], [contract_id], [notice_id], [role], [published], [value], [currency], [award_key]) VALUES (1,'ted:990101-2026/1','ted:990101-2026','states','2026-11-02',470479.76,'PLN','1');
INSERT INTO [contract_notices] ([rowid], [contract_id], [notice_id], [role], [published], [value], [currency], [award_key]) VALUES (2,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','ted:990112-2026','states','2026-11-05',NULL,NULL,'Contrat Portail Wifi TGV Lyria');
INSERT INTO [contract_notices] ([rowid], [contract_id], [notice_id], [role], [published], [value], [currency], [award_key]) VALUES (3,'boamp:26-990101/Contrat Portail Wifi TGV Lyria','boamp:26-990101','states','2026-11-04',NULL,NULL,'Contrat Portail Wifi TGV Lyria');
INSERT INTO [contract_notices] ([rowid], [contract_id], [notice_id], [role], [published], [value], [currency], [award_key]) VALUES (4,'boamp:26-990103/2026-MEL-0398','boamp:26-990103','states','2026-11-05',412000.0,'EUR','2026-MEL-0398');
INSERT INTO [contract_notices] ([rowid], [contract_id], [notice_id], [role], [published], [value], [currency], [award_key]) VALUES (5,'find_a_tender:990301-2026/1','find_a_tender:990301-2026','states','2026-11-02',60000000.0,'GBP','1');
INSERT INTO [contract_notices] ([rowid], [contract_id], [notice_id], [role], [published], [value], [currency], [award_key]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','states','2026-11-06',17568.0,'GBP','ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
CREATE TABLE [lots] (
  [notice_id] TEXT,
  [lot] TEXT,
  [title] TEXT,
  [main_code] TEXT,
  [codes] TEXT,
  [value] REAL,
  [currency] TEXT,
  [maximum] REAL,
  [start] TEXT,
  [end] TEXT,
  [months] REAL,
  [end_basis] TEXT,
  [renewals] INTEGER,
  [technique] TEXT,
  PRIMARY KEY ([notice_id], [lot]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id])
);
INSERT INTO [lots] ([rowid], [notice_id], [lot], [title], [main_code], [codes], [value], [currency], [maximum], [start], [end], [months], [end_basis], [renewals], [technique]) VALUES (1,'ted:990101-2026','LOT-0001','Subskrypcja Microsoft Office 365','CPV 48700000','["CPV 48700000"]',NULL,NULL,NULL,NULL,NULL,12.0,'unknown',0,'none');
INSERT INTO [lots] ([rowid], [notice_id], [lot], [title], [main_code], [codes], [value], [currency], [maximum], [start], [end], [months], [end_basis], [renewals], [technique]) VALUES (2,'ted:990112-2026','LOT-0001','Portail Wifi TGV Lyria','CPV 48000000','["CPV 48000000"]',NULL,NULL,NULL,'2026-11-01','2030-10-29',47.97,'from_duration',2,'none');
INSERT INTO [lots] ([rowid], [notice_id], [lot], [title], [main_code], [codes], [value], [currency], [maximum], [start], [end], [months], [end_basis], [renewals], [technique]) VALUES (3,'boamp:26-990101','LOT-0001','Portail Wifi TGV Lyria','CPV 48000000','["CPV 48000000"]',NULL,NULL,NULL,'2026-11-01','2030-10-29',47.97,'from_duration',2,'none');
INSERT INTO [lots] ([rowid], [notice_id], [lot], [title], [main_code], [codes], [value], [currency], [maximum], [start], [end], [months], [end_basis], [renewals], [technique]) VALUES (4,'find_a_tender:990301-2026','1',NULL,'CPV 72000000','["CPV 72000000"]',60000000.0,'GBP',NULL,'2026-12-01','2028-11-30',NULL,'stated',NULL,'call_off');
CREATE TABLE [texts] (
  [notice_id] TEXT,
  [lot] TEXT,
  [field] TEXT,
  [language] TEXT,
  [place] INTEGER,
  [text] TEXT,
  PRIMARY KEY ([notice_id], [lot], [field], [language], [place]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id])
);
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (1,'ted:990101-2026','','title','pl',0,'Dostawa pakietów subskrypcji Microsoft Office 365 lub produktu równoważnego');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (2,'ted:990101-2026','','description','pl',0,'Przedmiot zamówienia – dostawa pakietów subskrypcji Microsoft na okres 12 miesięcy od daty dostawy. Zamawiający dopuszcza oferowanie produktów równoważnych.');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (3,'ted:990101-2026','LOT-0001','title','pl',0,'Subskrypcja Microsoft Office 365');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (4,'ted:990101-2026','LOT-0001','description','pl',0,'Subskrypcja Microsoft Office 365');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (5,'ted:990112-2026','','title','fr',0,'Portail Wifi TGV Lyria');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (6,'ted:990112-2026','','description','fr',0,'La société LYRIA souhaite acquérir un portail wifi à bord de ses TGV Lyria comprenant un contenu Lyria et une offre de divertissement (films, séries, documentaires, jeux). La solution est hébergée par le titulaire en mode SaaS.');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (7,'ted:990112-2026','LOT-0001','title','fr',0,'Portail Wifi TGV Lyria');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (8,'ted:990112-2026','LOT-0001','description','fr',0,'Portail Wifi TGV Lyria');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (9,'ted:990112-2026','LOT-0001','renewal','fr',0,'Deux reconductions possibles');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (10,'boamp:26-990101','','title','fr',0,'Portail Wifi TGV Lyria');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (11,'boamp:26-990101','','description','fr',0,'La société LYRIA souhaite acquérir un portail wifi à bord de ses TGV Lyria comprenant un contenu Lyria et une offre de divertissement (films, séries, documentaires, jeux). La solution est hébergée par le titulaire en mode SaaS.');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (12,'boamp:26-990101','LOT-0001','title','fr',0,'Portail Wifi TGV Lyria');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (13,'boamp:26-990101','LOT-0001','description','fr',0,'Portail Wifi TGV Lyria');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (14,'boamp:26-990101','LOT-0001','renewal','fr',0,'Deux reconductions possibles');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (15,'boamp:26-990103','','title','fr',0,'Renouvellement des licences Microsoft 365 et services associés');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (16,'boamp:26-990103','','award_text','fr',0,'Marché n° : 2026-MEL-0398
COMPUTACENTER FRANCE, 150 rue de la Belle Etoile, 95943 ROISSY CDG CEDEX
Montant HT : 412 000,00 Euros
Date d''attribution : 26/10/26');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (17,'find_a_tender:990301-2026','','title','en',0,'Digital & Data Partner');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (18,'find_a_tender:990301-2026','','description','en',0,'Digital and data partner for the Inspectorate, called off from a Crown Commercial Service framework. Hosting remains with the Inspectorate.');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (19,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','','title','en',0,'Office 365 Managed Deployment');
INSERT INTO [texts] ([rowid], [notice_id], [lot], [field], [language], [place], [text]) VALUES (20,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','','description','en',0,'Managed deployment of Office 365.');
CREATE TABLE [suppliers] (
  [contract_id] TEXT,
  [organization_id] TEXT,
  [name] TEXT,
  [role] TEXT,
  [country] TEXT,
  [vendor_group] TEXT,
  [basis] TEXT,
  [rule] TEXT,
  [evidence] TEXT,
  [confidence] TEXT,
  PRIMARY KEY ([contract_id], [organization_id], [name], [role], [vendor_group]),
  FOREIGN KEY ([contract_id]) REFERENCES [contracts]([id]),
  FOREIGN KEY ([organization_id]) REFERENCES [organizations]([id])
);
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (1,'ted:990101-2026/1','name:PL:geotechnology-sp-zoo-sp-k','Geotechnology Sp. z o.o. Sp. k.','main','PL','',NULL,NULL,NULL,NULL);
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (2,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','FR-SIREN-791674336','MOMENT','main','FR','',NULL,NULL,NULL,NULL);
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (3,'boamp:26-990101/Contrat Portail Wifi TGV Lyria','FR-SIREN-791674336','MOMENT','main','FR','',NULL,NULL,NULL,NULL);
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (4,'boamp:26-990103/2026-MEL-0398','name:XX:computacenter-france','COMPUTACENTER FRANCE','main',NULL,'computacenter','legal_name','vendor_aliases.csv:1386','COMPUTACENTER FRANCE','high');
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (5,'find_a_tender:990301-2026/1','GB-COH-06279757','Solirius Ltd','main','GB','',NULL,NULL,NULL,NULL);
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','name:XX:microsoft-ltd','Microsoft Ltd','main',NULL,'microsoft','legal_name','vendor_aliases.csv:98','Microsoft Ltd','high');
CREATE TABLE [contract_groups] (
  [contract_id] TEXT,
  [vendor_group] TEXT,
  [role] TEXT,
  [confidence] TEXT,
  PRIMARY KEY ([contract_id], [vendor_group]),
  FOREIGN KEY ([contract_id]) REFERENCES [contracts]([id]),
  FOREIGN KEY ([vendor_group]) REFERENCES [vendor_groups]([id])
);
INSERT INTO [contract_groups] ([rowid], [contract_id], [vendor_group], [role], [confidence]) VALUES (1,'ted:990101-2026/1','microsoft','named_product','high');
INSERT INTO [contract_groups] ([rowid], [contract_id], [vendor_group], [role], [confidence]) VALUES (2,'boamp:26-990103/2026-MEL-0398','computacenter','reseller_winner','high');
INSERT INTO [contract_groups] ([rowid], [contract_id], [vendor_group], [role], [confidence]) VALUES (3,'boamp:26-990103/2026-MEL-0398','microsoft','named_product','high');
INSERT INTO [contract_groups] ([rowid], [contract_id], [vendor_group], [role], [confidence]) VALUES (4,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','microsoft','winner','high');
CREATE TABLE [buyers] (
  [notice_id] TEXT,
  [organization_id] TEXT,
  [name] TEXT,
  [role] TEXT,
  [country] TEXT,
  PRIMARY KEY ([notice_id], [organization_id], [name], [role]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id]),
  FOREIGN KEY ([organization_id]) REFERENCES [organizations]([id])
);
INSERT INTO [buyers] ([rowid], [notice_id], [organization_id], [name], [role], [country]) VALUES (1,'ted:990101-2026','PL-NIP-5262673576','Metro Warszawskie Sp. z o.o.','buyer','PL');
INSERT INTO [buyers] ([rowid], [notice_id], [organization_id], [name], [role], [country]) VALUES (2,'ted:990112-2026','FR-SIREN-552049447','Société nationale SNCF','buyer','FR');
INSERT INTO [buyers] ([rowid], [notice_id], [organization_id], [name], [role], [country]) VALUES (3,'boamp:26-990101','FR-SIREN-552049447','Société nationale SNCF','buyer','FR');
INSERT INTO [buyers] ([rowid], [notice_id], [organization_id], [name], [role], [country]) VALUES (4,'boamp:26-990103','FR-SIREN-200093201','METROPOLE EUROPEENNE DE LILLE','buyer','FR');
INSERT INTO [buyers] ([rowid], [notice_id], [organization_id], [name], [role], [country]) VALUES (5,'find_a_tender:990301-2026','GB-PPON-PDNZ-9152-XZLR','The Planning Inspectorate','buyer','GB');
INSERT INTO [buyers] ([rowid], [notice_id], [organization_id], [name], [role], [country]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','name:GB:skills-funding-agency','Skills Funding Agency','buyer','GB');
CREATE TABLE [tags] (
  [id] TEXT,
  [notice_id] TEXT,
  [contract_id] TEXT,
  [tag] TEXT,
  [value] TEXT,
  [role] TEXT,
  [confidence] TEXT,
  [rule] TEXT,
  [field] TEXT,
  [lot] TEXT,
  [language] TEXT,
  [evidence] TEXT,
  [start] INTEGER,
  [probability] REAL,
  [checked_on] TEXT,
  PRIMARY KEY ([id]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id]),
  FOREIGN KEY ([contract_id]) REFERENCES [contracts]([id])
);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (1,'baabe01b5fd6a82f91b2','ted:990101-2026','ted:990101-2026/1','vendor','microsoft','named_product','high','products.csv:744','title',NULL,'pl','Microsoft Office 365',29,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (2,'7baca8c4fa647bdd65a2','ted:990101-2026','ted:990101-2026/1','big_tech','yes','named_product','high','products.csv:744','title',NULL,'pl','Microsoft Office 365',29,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (3,'5188ddebe3c863d791d7','ted:990101-2026','ted:990101-2026/1','data_outsourcing','yes','product','high','products.csv:744','title',NULL,'pl','Microsoft Office 365',29,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (4,'f0f78aa4380038e133b7','ted:990101-2026','ted:990101-2026/1','data_outsourcing','yes','licences','high','data_outsourcing/licences','title',NULL,'pl','subskrypcji',17,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (5,'db4e98aa95a962fe1828','ted:990101-2026','ted:990101-2026/1','product_law','US','holds_data','medium','products.csv:744','title',NULL,'pl','Microsoft Office 365',29,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (6,'4894718c3638b53d5c5a','ted:990101-2026','ted:990101-2026/1','supplier_law','PL',NULL,'low','seat','supplier',NULL,NULL,'Geotechnology Sp. z o.o. Sp. k.',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (7,'684ec40560863aab9234','ted:990101-2026','ted:990101-2026/1','data_law_exposure','non_eu_parent',NULL,'medium','products.csv:744','title',NULL,'pl','Microsoft Office 365',29,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (8,'c9e0a2875b5f17980875','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','saas','high','data_outsourcing/saas','description',NULL,'fr','SaaS',222,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (9,'0a531dae5630053d6cba','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','cloud','high','data_outsourcing/cloud','description',NULL,'fr','hébergée par',188,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (10,'a1cc85a36346b8e81cf2','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','hosting','high','data_outsourcing/hosting','description',NULL,'fr','hébergée par le',188,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (11,'3399c279109888560a0d','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','supplier_law','FR',NULL,'low','seat','supplier',NULL,NULL,'MOMENT',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (12,'17f900819762a2c121fe','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_law_exposure','unknown',NULL,'medium','no-product','supplier',NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (13,'e70412001097a5afa211','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','saas','high','data_outsourcing/saas','description',NULL,'fr','SaaS',222,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (14,'ad8824f7fb9333f30366','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','cloud','high','data_outsourcing/cloud','description',NULL,'fr','hébergée par',188,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (15,'e1197fe92ec0b67be030','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','hosting','high','data_outsourcing/hosting','description',NULL,'fr','hébergée par le',188,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (16,'b3e6e567367e258739d5','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','supplier_law','FR',NULL,'low','seat','supplier',NULL,NULL,'MOMENT',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (17,'5f04cd913254ab014e26','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_law_exposure','unknown',NULL,'medium','no-product','supplier',NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (18,'396f31d28fe3617b3843','boamp:26-990103','boamp:26-990103/2026-MEL-0398','vendor','computacenter','reseller_winner','high','vendor_aliases.csv:1386','supplier',NULL,NULL,'COMPUTACENTER FRANCE',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (19,'218305ab9463560f469d','boamp:26-990103','boamp:26-990103/2026-MEL-0398','vendor','microsoft','named_product','high','products.csv:2','title',NULL,'fr','Microsoft 365',28,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (20,'7dcc943372d4d0a739c9','boamp:26-990103','boamp:26-990103/2026-MEL-0398','big_tech','yes','named_product','high','products.csv:2','title',NULL,'fr','Microsoft 365',28,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (21,'0f75db385d193421d13b','boamp:26-990103','boamp:26-990103/2026-MEL-0398','data_outsourcing','yes','product','medium','products.csv:2','title',NULL,'fr','Microsoft 365',28,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (22,'3f9047554287a0d82691','boamp:26-990103','boamp:26-990103/2026-MEL-0398','product_law','US','holds_data','medium','products.csv:2','title',NULL,'fr','Microsoft 365',28,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (23,'be2bb8b8967d6ded39d5','boamp:26-990103','boamp:26-990103/2026-MEL-0398','supplier_law','GB',NULL,'high','vendor_aliases.csv:1386','supplier',NULL,NULL,'COMPUTACENTER FRANCE',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (24,'5184282168d8dd442273','boamp:26-990103','boamp:26-990103/2026-MEL-0398','data_law_exposure','non_eu_parent',NULL,'medium','products.csv:2','title',NULL,'fr','Microsoft 365',28,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (25,'8b54946c7328e4209394','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','vendor','microsoft','winner','high','vendor_aliases.csv:98','supplier',NULL,NULL,'Microsoft Ltd',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (26,'7fd144996fb50b58f56f','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','big_tech','yes','winner','high','vendor_aliases.csv:98','supplier',NULL,NULL,'Microsoft Ltd',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (27,'a69453f331e47a8f2f48','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','vendor','microsoft','named_product','high','products.csv:3','title',NULL,'en','Office 365',0,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (28,'b48da846f4ec4e21b909','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','big_tech','yes','named_product','high','products.csv:3','title',NULL,'en','Office 365',0,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (29,'8fc5841e4e4a0d91e8ab','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','data_outsourcing','yes','product','medium','products.csv:3','title',NULL,'en','Office 365',0,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (30,'b62cb9f2a79e41866b5d','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','product_law','US','holds_data','medium','products.csv:3','title',NULL,'en','Office 365',0,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (31,'40d001db3f22125fd95b','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','supplier_law','US',NULL,'high','vendor_aliases.csv:98','supplier',NULL,NULL,'Microsoft Ltd',NULL,NULL,NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start], [probability], [checked_on]) VALUES (32,'f64825a2395b136b88e3','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','data_law_exposure','non_eu_parent',NULL,'medium','products.csv:3','title',NULL,'en','Office 365',0,NULL,NULL);
CREATE TABLE [links] (
  [from_id] TEXT,
  [to_id] TEXT,
  [relation] TEXT,
  [basis] TEXT,
  [confidence] TEXT,
  PRIMARY KEY ([from_id], [to_id], [relation])
);
INSERT INTO [links] ([rowid], [from_id], [to_id], [relation], [basis], [confidence]) VALUES (1,'boamp:26-990101/Contrat Portail Wifi TGV Lyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria','same','notice:1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-01|award:Contrat Portail Wifi TGV Lyria','high');
CREATE TABLE [redirects] (
  [old_id] TEXT,
  [new_id] TEXT,
  PRIMARY KEY ([old_id])
);
CREATE TABLE [documents] (
  [sha256] TEXT,
  [portal] TEXT,
  [url] TEXT,
  [file] TEXT,
  [media_type] TEXT,
  [received] TEXT,
  [archive_file] TEXT,
  [archive_offset] INTEGER,
  [length] INTEGER,
  [parser_version] TEXT,
  [notices] INTEGER,
  [error] TEXT,
  PRIMARY KEY ([sha256]),
  FOREIGN KEY ([portal]) REFERENCES [portals]([name])
);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (1,'69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989','ted',NULL,'990101-2026.xml','application/xml','2026-11-28T09:22:03Z','ted/2026-11-28-0001.warc.gz',275,9574,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (2,'a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','ted',NULL,'990112-2026.xml','application/xml','2026-11-28T09:22:03Z','ted/2026-11-28-0001.warc.gz',2971,12513,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (3,'66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','boamp',NULL,'26-990101.json','application/json','2026-11-28T09:22:08Z','boamp/2026-11-28-0001.warc.gz',274,10473,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (4,'38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8','boamp',NULL,'26-990103.json','application/json','2026-11-28T09:22:08Z','boamp/2026-11-28-0001.warc.gz',3479,2978,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (5,'c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4','find_a_tender',NULL,'990301-2026.json','application/json','2026-11-28T09:22:13Z','find_a_tender/2026-11-28-0001.warc.gz',274,5172,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (6,'1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa','contracts_finder',NULL,'sfa-o365.json','application/json','2026-11-28T09:22:17Z','contracts_finder/2026-11-28-0001.warc.gz',274,4231,'1',1,NULL);
CREATE TABLE [receipts] (
  [id] INTEGER PRIMARY KEY AUTOINCREMENT,
  [sha256] TEXT,
  [portal] TEXT,
  [source] TEXT,
  [run_id] TEXT,
  [at] TEXT,
  FOREIGN KEY ([sha256]) REFERENCES [documents]([sha256]),
  FOREIGN KEY ([run_id]) REFERENCES [runs]([id])
);
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (1,1,'69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989','ted','990101-2026.xml','20261128T092203Z-ingest-ted-30167.df0b','2026-11-28T09:22:03Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (2,2,'a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','ted','990112-2026.xml','20261128T092203Z-ingest-ted-30167.df0b','2026-11-28T09:22:03Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (3,3,'66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','boamp','26-990101.json','20261128T092208Z-ingest-boamp-30226.8020','2026-11-28T09:22:08Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (4,4,'38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8','boamp','26-990103.json','20261128T092208Z-ingest-boamp-30226.8020','2026-11-28T09:22:08Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (5,5,'c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4','find_a_tender','990301-2026.json','20261128T092213Z-ingest-find_a_tender-30258.491a','2026-11-28T09:22:13Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (6,6,'1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa','contracts_finder','sfa-o365.json','20261128T092217Z-ingest-contracts_finder-30272.b3df','2026-11-28T09:22:17Z');
CREATE TABLE [troubles] (
  [document_sha256] TEXT,
  [place] TEXT,
  [code] TEXT,
  [kind] TEXT,
  [message] TEXT,
  PRIMARY KEY ([document_sha256], [place], [code]),
  FOREIGN KEY ([document_sha256]) REFERENCES [documents]([sha256])
);
CREATE TABLE [register] (
  [notice_id] TEXT,
  [document_sha256] TEXT,
  [portal] TEXT,
  [published] TEXT,
  [kind] TEXT,
  [title] TEXT,
  [suppliers] TEXT,
  [codes] TEXT,
  [scope] TEXT,
  [reason] TEXT,
  [content_sha256] TEXT,
  PRIMARY KEY ([notice_id]),
  FOREIGN KEY ([document_sha256]) REFERENCES [documents]([sha256])
);
INSERT INTO [register] ([rowid], [notice_id], [document_sha256], [portal], [published], [kind], [title], [suppliers], [codes], [scope], [reason], [content_sha256]) VALUES (1,'ted:990101-2026','69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989','ted','2026-11-02','award','Dostawa pakietów subskrypcji Microsoft Office 365 lub produktu równoważnego','Geotechnology Sp. z o.o. Sp. k.','CPV:48700000','yes','product named: Microsoft Office 365','3180ff7ac5f6b73f8f5be55303d99f26f1495d77cf25a7290c19841813220bbe');
INSERT INTO [register] ([rowid], [notice_id], [document_sha256], [portal], [published], [kind], [title], [suppliers], [codes], [scope], [reason], [content_sha256]) VALUES (2,'ted:990112-2026','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','ted','2026-11-05','award','Portail Wifi TGV Lyria','MOMENT','CPV:48000000 CPV:72000000','yes','code CPV 48000000','58d34af55ae22b822d8cda2cb06de9bafcca34657fdec786524c9cfb9590802f');
INSERT INTO [register] ([rowid], [notice_id], [document_sha256], [portal], [published], [kind], [title], [suppliers], [codes], [scope], [reason], [content_sha256]) VALUES (3,'boamp:26-990101','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','boamp','2026-11-04','award','Portail Wifi TGV Lyria','MOMENT','CPV:48000000 CPV:72000000 BOAMP-DC:186 BOAMP-DC:163','yes','code CPV 48000000','04c175d09d4ea814793fd8a95ea46c1f89604c346f68b1fcadb7cea0d8eb65cb');
INSERT INTO [register] ([rowid], [notice_id], [document_sha256], [portal], [published], [kind], [title], [suppliers], [codes], [scope], [reason], [content_sha256]) VALUES (4,'boamp:26-990103','38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8','boamp','2026-11-05','award','Renouvellement des licences Microsoft 365 et services associés','COMPUTACENTER FRANCE','CPV:48218000 BOAMP-DC:186','yes','product named: Microsoft 365','f25085fd64aee32d474e5b5ce2cfbc8d3a668e6b7e5dbba32bcfc7e3ac8356a8');
INSERT INTO [register] ([rowid], [notice_id], [document_sha256], [portal], [published], [kind], [title], [suppliers], [codes], [scope], [reason], [content_sha256]) VALUES (5,'find_a_tender:990301-2026','c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4','find_a_tender','2026-11-02','award','Digital & Data Partner','Solirius Ltd','CPV:72000000','yes','code CPV 72000000','0a71394c2504b855959f55d72b56439c4619adea8eca58bdf77d40ee7e8b081e');
INSERT INTO [register] ([rowid], [notice_id], [document_sha256], [portal], [published], [kind], [title], [suppliers], [codes], [scope], [reason], [content_sha256]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa','contracts_finder','2026-11-06','award','Office 365 Managed Deployment','Microsoft Ltd','CPV:72000000','yes','vendor microsoft: Microsoft Ltd','0afa5b2ebf772ba4d69ed6c5e7bfbbd2c35b45d981455b5a19aa0b5e3b1b1fa7');
CREATE TABLE [register_suppliers] (
  [notice_id] TEXT,
  [suppliers] TEXT,
  PRIMARY KEY ([notice_id])
);
CREATE TABLE [changes] (
  [seq] INTEGER PRIMARY KEY AUTOINCREMENT,
  [at] TEXT,
  [kind] TEXT,
  [cause] TEXT,
  [notice_id] TEXT,
  [contract_id] TEXT,
  [field] TEXT,
  [before] TEXT,
  [after] TEXT,
  [run_id] TEXT,
  [document_sha256] TEXT
);
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (1,1,'2026-11-28T09:22:04Z','appeared','notice','ted:990101-2026',NULL,NULL,NULL,NULL,'20261128T092203Z-ingest-ted-30167.df0b','69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (2,2,'2026-11-28T09:22:04Z','appeared','notice','ted:990101-2026','ted:990101-2026/1',NULL,NULL,NULL,'20261128T092203Z-ingest-ted-30167.df0b','69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (3,3,'2026-11-28T09:22:04Z','appeared','notice','ted:990112-2026',NULL,NULL,NULL,NULL,'20261128T092203Z-ingest-ted-30167.df0b','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (4,4,'2026-11-28T09:22:04Z','appeared','notice','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria',NULL,NULL,NULL,'20261128T092203Z-ingest-ted-30167.df0b','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (5,5,'2026-11-28T09:22:09Z','appeared','notice','boamp:26-990101',NULL,NULL,NULL,NULL,'20261128T092208Z-ingest-boamp-30226.8020','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (6,6,'2026-11-28T09:22:09Z','appeared','notice','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria',NULL,NULL,NULL,'20261128T092208Z-ingest-boamp-30226.8020','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (7,7,'2026-11-28T09:22:09Z','changed','link','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','same_as',NULL,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','20261128T092208Z-ingest-boamp-30226.8020','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (8,8,'2026-11-28T09:22:09Z','appeared','notice','boamp:26-990103',NULL,NULL,NULL,NULL,'20261128T092208Z-ingest-boamp-30226.8020','38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (9,9,'2026-11-28T09:22:09Z','appeared','notice','boamp:26-990103','boamp:26-990103/2026-MEL-0398',NULL,NULL,NULL,'20261128T092208Z-ingest-boamp-30226.8020','38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (10,10,'2026-11-28T09:22:13Z','appeared','notice','find_a_tender:990301-2026',NULL,NULL,NULL,NULL,'20261128T092213Z-ingest-find_a_tender-30258.491a','c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (11,11,'2026-11-28T09:22:13Z','appeared','notice','find_a_tender:990301-2026','find_a_tender:990301-2026/1',NULL,NULL,NULL,'20261128T092213Z-ingest-find_a_tender-30258.491a','c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (12,12,'2026-11-28T09:22:17Z','appeared','notice','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073',NULL,NULL,NULL,NULL,'20261128T092217Z-ingest-contracts_finder-30272.b3df','1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (13,13,'2026-11-28T09:22:17Z','appeared','notice','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1',NULL,NULL,NULL,'20261128T092217Z-ingest-contracts_finder-30272.b3df','1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa');
CREATE TABLE [runs] (
  [id] TEXT,
  [command] TEXT,
  [portal] TEXT,
  [started] TEXT,
  [finished] TEXT,
  [state] TEXT,
  [documents] INTEGER,
  [notices] INTEGER,
  [new] INTEGER,
  [changed] INTEGER,
  [in_scope] INTEGER,
  [refused] INTEGER,
  [announced] INTEGER,
  [message] TEXT,
  [failure] TEXT,
  [figures] TEXT,
  PRIMARY KEY ([id])
);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (1,'20261128T092203Z-ingest-ted-30167.df0b','ingest','ted','2026-11-28T09:22:03Z','2026-11-28T09:22:04Z','ok',2,2,2,NULL,2,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (2,'20261128T092208Z-ingest-boamp-30226.8020','ingest','boamp','2026-11-28T09:22:08Z','2026-11-28T09:22:09Z','ok',2,2,2,NULL,2,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (3,'20261128T092213Z-ingest-find_a_tender-30258.491a','ingest','find_a_tender','2026-11-28T09:22:13Z','2026-11-28T09:22:13Z','ok',1,1,1,NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (4,'20261128T092217Z-ingest-contracts_finder-30272.b3df','ingest','contracts_finder','2026-11-28T09:22:17Z','2026-11-28T09:22:18Z','ok',1,1,1,NULL,1,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE [health] (
  [subject] TEXT,
  [since] TEXT,
  [until] TEXT,
  [state] TEXT,
  [reason_fr] TEXT,
  [reason_en] TEXT,
  [acknowledged] TEXT,
  [told] TEXT,
  PRIMARY KEY ([subject], [since])
);
CREATE TABLE [windows] (
  [portal] TEXT,
  [start] TEXT,
  [end] TEXT,
  [state] TEXT,
  [announced] INTEGER,
  [received] INTEGER,
  [stored] INTEGER,
  [run_id] TEXT,
  [problem] TEXT,
  PRIMARY KEY ([portal], [start], [end])
);
CREATE TABLE [meta] (
  [key] TEXT,
  [value] TEXT,
  PRIMARY KEY ([key])
);
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (1,'generation','3cb976ab23cf4f4aac9d5a32106a7e15');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (2,'created','2026-11-28T09:22:02Z');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (3,'schema_version','13');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (4,'rules_version','93edd0bcd154beca');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (5,'tables','{"README.md": "b4587e7537c0819f", "buyer_sectors.csv": "d730b9ece13496d2", "buyers.csv": "2ccd5251d824919d", "classification_codes.csv": "1fe0c5889acff2ba", "corrections.csv": "c117feaf31f66aac", "coverage.yml": "6ad562cf808193fa", "cpv.csv": "4b3de14a2bb2e4b8", "exchange_rates.csv": "caa9626e5b519a42", "given_names.csv": "b4ffc14963d10229", "holes.yml": "1b0f544fcbb78023", "licences.csv": "5ee7827dc6d496f9", "name_words.csv": "4aea1a67dddc3905", "ocds_portals.yml": "62734ad456608002", "person_words.csv": "2c8e87e260dc1a0a", "portals.csv": "80c28187e60b76d5", "products.csv": "8cade419adc60b72", "questions.yml": "51a586b4f3b6b738", "records_requests.yml": "f911a8b5b8a826d1", "rules/clauses.yml": "e2839133735fa79d", "rules/data_outsourcing.yml": "994236914b4182da", "rules/digital.yml": "153ca2bcc23e38a3", "rules/other_subjects.yml": "7f9e25a3e43c6b22", "rules/public_alternative.yml": "ea60bc5755b9b181", "rules/public_surveillance_ai.yml": "fa6828cbcd52f159", "rules/vendor_roles.yml": "85a3bf20e2c99ed1", "rules/weights.yml": "693fa3cea65fe96c", "rules/worker_surveillance.yml": "79bad9a095ea706a", "surname_endings.csv": "7d45b7862c401bc8", "thresholds.yml": "6dbc2005a6a0a958", "vendor_aliases.csv": "08d3e089d5be57b9", "vendor_groups.csv": "9e3e25142df7d4ee", "vendor_identifiers.csv": "066b6beb92e2d82b", "vendor_lookalikes.csv": "832fb8ffe1ede86c"}');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (6,'aggregates_made_of','13 13 6b8aa9278b61');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (7,'aggregates_as_of','2026-11-28T09:22:18Z');
CREATE TABLE [snapshots] (
  [notice_id] TEXT,
  [notice] BLOB,
  PRIMARY KEY ([notice_id])
);
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (1,'ted:990101-2026',X'785ED557CB6EEBC811FD15A2D6A44C522229723B030C06F0CC08B8F300121844B3BB48F588EC66FA6159320C64932FC82ADF71B7D9DDC98FE44B8222255B769CD8379307A28D2CB2BBAACEA953A7DBF7200554E050546519277112A5719A4308A3368EF5F32B0841F9A14103153C5FB5938AB6B33D33024268B519A082654C017CD34BBB457A4F31A32489E21442E899EA3CEBD042F55B187BB809C11BCAB4756EB4D5D59543B1406FF4C816E8AF505D29ED24C7ABE84AA063B2BF7A5E03D75E3973800A36D794D7688EC21B84EA042E4ED7E53A5F8B88674D16654D5E44EB36C6288997CB8C3589E03921D66E8BA69682EABA07CBB73820548004CA464F61C3CF88FA7013C2806EAB69871E51C1F9773D63B14FCF1DF2AD92BFF394546985F01042E30F68E682B4E9989247E6A456044DB1A9BC6FD0191DFCC48C3DB2BDDD490C3E8C8BE018E8855E40082FC8E9B1637DED0E236D1D7D137925D038088171276FA5231ABD71AEA1BDF3CF536C062118ECA6ECB0B92E93044E4C6CAEA36FBFDE44599AA779B1CC8A1C1E08B7C33B3797DE4AEC69A193AE4798DF40055F6AEBD89E0523DB49749F3EEE03EB1BBB338791FF2C836F2437DAEAD605DFB5ADE4182CF32CE87D138C460BBF733E309F3EEE95DEB3BFFC5961A72F9445D87A7808EFE19C59A0E5468E13778FF937E6886290DA0547367CFAB897A8240BFEFAFB3F06E29D952916E89D411B24693048B4F2973FF143A04520983B9CA21C16C16FD8C0F692FDFCCB1F383D1DBD3DF2230B748B46EF999278C6441C5CA03AF02DF5F005AC1BEAAA98C6E742A65F6C7E3CF763B52E62FA4C5B1BA4D1FAA05BB767068391F11DEB30F04EF6D249B42448261554CE78A4B629E6A6E101EBC7B19F5718B4BE77F52DEB499DF7C006921554B02AE255512E8A9CE4E28D41C549329BEB6F2104F46418499CAF97AB4599511CE6B016CC51F8344EF32889A3D92C7AE6AD6C7A3CD51142AF4FE299205D7FF77D14C73149CEBD25AB0FFE2C22F6AA88265A9E31FA96503E3FE27FB847231A4996720F83566E4B2692A4E4170615EE593FBD617772F00354F10391F6D25B6EC2D9B5672A77486D237A7778A81B6625C5E45A39C3B8AB4FEEFFD81578ECC74D08D631E769F96421082108E4525C187F1C2525846065A79E3D9D5AFFDF14D594AB3E1D5A78C738399F43F2405B1BE4286FA9C0557816FF3FF7DEAF504FC4EA5E7787E0C977A73F7734BA2FECD7CA2349DF0EACEFE9EDDF19EC247672F66A735D7597E1233B4647ADE96B37FBEBCBEECCFDFBF748633E716B295039D9CAE9E41722CE9A0CDBA815E52ACA565911AD93248B8AB42D70C95AC44CD04D61DE7A8BC692DB56304DADE57A9CAC43C84ECE178BC3C95A989D968D6481DC05845E54AF4F2E299975734F1CEBA0825B54429B2719C170DE47B13D190ADD0828B25D707B5B15AB1531AF554BE038BDDFCA6E4B7675FBF8E4D5E4E1A3499CCF31A3A7F853C5F5290B1DA53457A7717AEE34D3B01807555AD2E93443686457539F2F409CA8F9BF285F30C76AED9DD5DE70A9BAFF158C7F99FFF70278B9EEAA979CF462DFD693F5E70344D22DF975195D847B878292E2494127E875CFF617ECFFF0E1FD1A1A50483FFC9A21D8EA5E583ADBD9E74FC0D96C5F00D8D075FE04C02223AF7EC673AFF7CF2B7EDB8FCFD49F333EABF589508241C5D478376A4BD7A1F09156A5558DBE1E9941E59E0A3CF5E01F9ACCAF60F8A9C29737974B3FB9094168EE07AAAABA07BB65699643057989194F785C2013E592892C891B96E565B22C9A75214491676DB2CAF2386F96EB3536AB4214AB386E9137F9BA5CD3C13D5EFE2FF83075C1A172B53DE75826EBB86D0BC6B3366F8A65BB6EB306B36C192F4559B669DE26AB321345C1DB3463455AC63C29D7AB649D2CD3346E1A8487BF019284B113');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (2,'ted:990112-2026',X'785ED5576D6FE3B811FE2BC47CB92B2025922CD992BE15FB521C90DB5B248B2D8A436050E4C8665726757C899306F92FFDD8FC8EFCB16228DBB17377DDBDBD6B81FA9BC9E1CC3CC3679EA1EE414968C1A36C9B26CBF3222DB2620E098CC67A3E4C5B90800E9B0E2DB4706AF549693ACEB7DC4A48A03776032DCC327210BA41B935D23EF94CF33CCD2A4860E07A15F80A1DB43F426FE13A816029D2DAFBD1B5E7E71EE519066B467E86E11CF5B9365E093C4FCF257AAE86F3D31C8409DADB3B68E1ED25C5B546A00C16A1DD81E35835595677E9AC69445ACDF32C6DBA0C53592E84E8CBBE9375070918BF46BB5492F2BA0727D6B841680109944B9FDD26BFC1EBC375021BF46B43271C0E28BCBA41D82F2E27400E5AD0B84AB7A9E0C3000978146BAD7E0A145F1B8DF0904017EED04EB919BBE25AFD837B6534A1D43C667A65847A7AF44F8F4CC72D3E20BB7AF7EA2D24F0A2464AA2F6AA577B8707B06F2FD3ABEF2EDFBC831DC8AA2AB2B229CB053C244735D9997DF899D9625E2C1A20D403AEF8B0F477236536862E0D5AA2F59000A71A284F1766B922B862FA77C595F6E96BD4CA41021657111EBCBDCC3362648CB48BFC2E3DCA8CC279BCF513965EE140965EF9812A4D3BD0C27BE2B31AD85F55AFD887BF7C64177756F1233A424B6424987B0F129DB06AA4523EFBB9E0CC1DEA7CF1B7CBEFFECC9C096BAE3C322E7E0A4F8F565916348B0DA406B6A5804FFF649DB19249640EDD737C26CC66B4A8B9F6744618ED5187293786B486CCF4BD453A29D50D5AAF9CC30D6ACFBEEDD5B071097314125DC2A4118176B8B2F4F7EF186EFF74C662C24320140C9D67EBA7C70EEDEAE911D9C82D1B9079E5C34087186AB63112D915E757673FAFCD351149C6C63D22C3ABF71FF7B753D659FCC5A31D52535F9895120A074770DC9DF34FFFDAA063F21BA5A9B12251A91FB8D2D07A1B906EE0977C2F0AF27CE2FB0AED8D12E40D596C193398959AFE0FC70112AAAC4335244C3E3DDEE060C6712A2259EE334C98D21EAD464FB9F2710C2A5259731FE5045C18C74121B173303BBA45DC173F7C48B32CCB77349976F634FA2F11F12B086D51E39653C75196D0C26B0CB7CCA2305A064137E1D8689C53DD3081DC29F5AE35FE37D77F9DC088569162DE83F3DCFAE3014225C638738A6C96A57996160DD1C768BF26192D1767CD62B25976DC295AEBADD92C65B013D71E485AA63AB4F7B0E1B76A1336D016091CF7FB676AF340257CA9D1D7C93408A7EBFF84A469AF8CF6967BF6ABB7F509EF0E8952FB5B2EFC524FD3F640333810EC3AA19AF840B8A29092C449144AEE076D99668B34AB2101A756FA74954A75C38780CBDDE00E5A2A2706E390C6F78EDFBBA1F02B53E6FB1FBE7FF38E94FF6B67CAA2C9E78B72369BC7E61293F6BFE736AA7E6CA783C81F9946DB17F5F982F2FEFF52697AF42C9F4735B490E74D850D9FA75DDE8BB46A7A9176B32A4FB3BA6AB0C346F4198DB4DDD11BB48E18DF4254A6ADF2EB7594A41FC922BD894A6051A42E74A93021DAE8D4A38E7B443561687EDF83542B353D07EFA23258E42E7A264160AFDE7F6407E9A7D6E0AB89429EAFA005C93D5F9AE09D095628BDDA93F0D95B18F017ECCE1DE7144C18DD53190419ADD56A0D09E0CD61858615BD3D77727BDCC50958135DEF3CC5F6FC92AE3C1D7CB1E748878AA2A0F1F43B6189C104F9795CA783FA7308F74E7F2FC4BCAEFF00886BE3FC74D3BF09248B83F23FE27CF6FC8722DD4BDF72E0DB237EC62F0A3BD1D321A7E7EB09A0C16C4FC97850C73D88BD637AF87E59C22FCA3FF0ED126F47E3E80DF29C59D09FB4D9EAE7F4B4A16F149AE32F93DCA05461739AE75199BF22C3EB04F68F4D5207B7E64535A78994D7BD105D3D2FEB46747D87585598CFEB6AD6171D6FAAAACCB0CC8B1E2B5E61C9AB6E5E731465C1C56296494E5F87F1D94C42E351D2670FCD44D47E798851D57256F2BEAA381645571785AC85E485E8B2B9C4A6E3BD107C56CEAB452F512CEA795594A2117DD7544D5667450F0FFF060887DEFC');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (3,'boamp:26-990101',X'785ED5576D6FDBC811FE2B8BF9D204206D52A2289140515C9D4B11C0490C3B48511C0C61B93B94B6A176997D91EC1AFE2FFD58FF0EFFB16256A22CF9724D2E7738A0FA267276E6796667E619DE8192504363F8AAAF47655A55599EE590406FACE7DDF00A12D061D5A0851A0EAD3E294DC7F9865B0909B4C6AEA08671460E42D329B7447A3FCA46659AE7695640021DD78BC017E8A0FE095A0BD709044B9196DEF7AE3E3DDD6C362731EA496B4F7BB23CE56BE54EFFF2F9CF4A6EB039C2294CD0DEDE420DAF2F29AA350265B008F58E1AC7499565B3261D57954827659EA55593612A8BA9106DD13672D64002C62FD1CE95245477E0C412570835205172E993DBE45778BDBF4E60857E69E884C30E85576B84E1E15CA2E7AA735083C645BA4905EF3A48C0A3586AF539507C6D34C27D024DB845BBC566EC826BF52FEE95D1C452F388F4CA08F5F8E01F1F988EAF7887ECEADDD96B48E0598E9444ED55AB06877BB2AF2FD3AB37973FBE831DC9C964941555514CE13E39C8C9CEECC3CFCCA6E5685A01B1EE70C1BBB9BFED09591F9A346889D643029C72A03C5D98E58AE88AEDBF2BAEB44F5FA1560E12B0B888F4E0F5659E9543A45DE477E901320AE7F1C66FB9B40A3B82EE95EF28D3F4066AB8A06A561DFBBB6A15FBF0B78FECFCD62A7E508C50532912CDC1834427ACEA29954F7ECE3973FB3C9FFFE3F2CD0FCC99B0E4CA23E3E273787CB0CAB2A0596C1FD5B10D057CFC376B8C954C2273E89EE2336156BD45CDB5A733C2688F3A6CB131A467C84CDB5AA49352ADD17AE51CAE507BF6A255DDCA25CC514874099346047AC395A5BFFFC470F3F28445C05D20160C9D67CBC78706EDE2F10159CF2DEB9079E5434787186AB63212D915E757273FCFCD3515928C6D7B500C67171F87DB296659FCC5A30D524B9F9B85120A3B4774DCADF38FFF59A163F24F4A5363C542A57EE04A43ED6D40BA812FF99E8EC8F391EF2BB46B25C81BB2D832A6330BB5FDDF1D064828B30E559730F9F8B0C6CEF4FD36896439204C98D21EAD464F5879DF0715EB618FE6AFEF7F787B91BE3A1BE8E6B3F200CDC0F42B67CAF1C1993703C6CF01D98BDEA2F331239182DBD17B191B4A731F871AB8D0F79D42EA91CEEC8A3EC2397FFF21CDB238BBFD1FD50EDFD15616356E38F53DA1841A5E61B8611685D132882DFBDE38A79A6E4B72A716BB06FD638AF03A811EADA2B97D07CE73EB0F458C528C51F746D9384BF32C1D5554C446FB250DF3627A524DB736F3863B45CF5A6B5673196CBC5F1AE8431EEA3B58F11BB50A2BA847091C4E9DAFE4E69E52F85C29AE93AD186FAFFF13D2643D33DA5BEED92FDED627BCDD03A52164B9F073BDD5FB7D99C1BEC0AE13CA890FC42B8E731AB412859283D81769364DB31924E0D4421F3FA554AD791770BE5B1E8296CA89CE38A4156257DF3B69FA05AD7BFBFEED8FEF487FBE57D9A6555E4E8BF1B88CCD25B60A74C16DD49ED84E7BA939308DB6CFF2F30DE9FDFF2D256DBC12387F5A18A0863CAF2658F1326DF256A493AA1569339EE469369B54D86025DA8C847577748DD651C5D71027D346F9E532EAEB4F6491AEE324B02852179A5498106D74EA51C777546AC2D0167107522DD47625BD8D93C12277D1330D047676F191ED05885A832FB625E4F9026A90DCF3B909DE996085D28BA1089FBC850EBF6077EA38A760C2E896D220C868A9164B4800D7FB272499B4FF7E7177B026BADE798AEDF92D5D792CBFB1E7680E8D46239298DF484B7426C8AFF33A5E17BEC67070FA5B29E6B3D9EF4071699CDFDEF4AF22C9E2DEF83F793E79FE5D990EA36FDEF1CD417DC6EF1ABB2D4F879C96E823429DD91C17E37E3A0E2406C7B47E7F1BE067E9EFF8668E37BD71B4833C210BFA93361BFD044F1BFA52221D7F0E72855285D531CE83347F07C2EB04869597A6835BF2D1A4841ACA52363815BC11633EE25CCC9AA6C94553886224795B661359C8A29DB6B33C1FF15991E7725CF0A69D4DDB52E6A299D047A439FAF6BD4F888B47EDE7FB285921F2E94466952C90CFF2625A8D5B39E3D50479518ABC9D556556887151B6E58C062597CD5420CFE40C9B72221AB8FF2F6EB20A51');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (4,'boamp:26-990103',X'785ED556DB6EDB4610FD95C5BCF485B27891289A405124329306F00DB25DA4680C62B91C4A8B50BBECEE52B26BE883F2D66F687EACD81529CBB72448FAD24781C39933E732D41DF0125228245D3669180F0E0FFDC08FC083462A43EBFE117820DA65810A52D8AFFAC8857D9DAEA92AC1834AAA25A4F0E6F4822F9B1A6D9BB6A8B95EA0AD0AFD301E04C1C01F83073515F396CE5143FA07540AAE3D68959DB730A6D1E970B85EAF0FDCEC834A0D1B5B39A42BAE87BFFCF9332FD7583C40CB642B8CBAB5B36776AA920CCB5621A477B044B39076BE6C5080D7FDCE4B3494D71A523857927DFE64CBC959BB426510361E14ED2D2A8BEE0EA49A53C1FFA2864B613B0ABA4448E124BB9C9D9D9F1D6724BB9A9D9D67D9E969468E3272FCEEF838030F1E81E2250AC32BDE77D56C81AECF9BD9E0E2DD2C3B056F2B46E8FBFE6114FA016CBC3B785C76F9A4CCF7FD2086CDB5078C1BCB410FC095F5DD077B6D6DADC11BB3055271AC6DA5E1C669669F400A3314B25D615DE3128521256A52738682A126279C29A9656548148F091AA251ADB87D42B5968C7FFEA4F73486D42A6C97E94739C3E46ED06EDE09556CF1F91311FFFC4D52E2CC72921D0FFCE830F920A66727E75797AFA6D9E96536236F66AF4EA7994782B14F548BA4445253F2DA62259991BC468F1C8E0F4711999DBDBBB8F89D4C8FDE92697694BDFF204EA4305418F2EB2549C9280889EFFB9EEF93AC55527F1047D420297FA2C6285EB456710B261E06FE308C9FEE644997A573F19E54D3F3DF7A9546491824BEEFBB570BB40E3F9673CE38D6DAE29EA37643F6E9B526A55C406A548B96B65DE3D767AF4ECE0747D3BE7B90C4CF34765E10D4B800806E9BA6E6680571B46FB17E44EB94072C83071FF1362FA8E636164C0AA3283379977C0FB4A1A6B58F28337C65AD5222E3E55EB8FD81236945EBD6658F2E6D0620855160ED77E07860AD5228989D9F5DD9B8AEA82DC11B56B7B69907D8AA47EF286A302FA9C1DDA8EE8E34356D352F6AECD902373CEF2E13DE50663DD691D045EF85403F67B29E699BF9F4FDFB94C965D31ACA501854834A51C1DCB958A12865D77EAE64DB3806F76AC1839ED91AE7B4CE6D47F040B5163B6CDFCF69CDA9467DC0F42A0D22A72EAEECE560B6E859809B6B2BF763B53A9AFA04394B28AC50D9565B980AEBEEA44125EB5AAEAD457656DBA9EED60FE34192F8A320748D34938DD3B7E473BEFD4CDC3A8329A4DA356C942C5B66885DB24C1FDE0B4B97A1F32D0843E7BBED9D156AEB9C27D47D95252645B5E369C1E78B6F60CEDBDDA3DE1E7605E92629D4F69CA87CCD8540D587079EF0EADDC10B3B2CFBA561A77247CB56DFD066E1CBB01FF2768FB73FD51D58C772DE357F11AAF7E878B9402B0369986C765B147C9E1B6496BE5E8B4EDAFFCB0625353497ADD1B2558C8BF9F76DB2C492B7CB8726FA4635FE131DBA26794DD77B0B5C5D7CAB123F807F21EB52DB634B7FCC4A7DA81EEDF0F6F5FD0EAB17AFDE5782F1EC25BCCF473FFAC505EE0D6FF7B40873BC69A4B69F4C6F47B79022C7366FA84261EE5177DABC90E2EF61FE79905F0AECB507A564EDD2024BEF402F68388E218528A9B08C98EFC755125794F9E124A8E249998C8B92621555955F4EE8A48A2A3A2A8220286840470CD9242AAA715424F0E4AFFFC65D2983C2E4BB295538F6937155C6238A1885E56832C271316618B2AA604919D1384E302E26382E8B824661C12A36C188B2241AC73481CDBF41BBEA77');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (5,'find_a_tender:990301-2026',X'785EC556DB6EE33610FD15621EFA2439926C49961EE30592204162742F28B6080C8A1C594428D225297BBD46FEBD18F9B2D73E1445B17EB1210DCFCC9C3973E803280935B4CAC8155F0534125D5D55C93449E32CC90A8860635DE0FAFB2088C00C7D830E6AF836FE451982E43BEE2444D05AD7430DEFEF47ACA1D1CA774801041FA7699C641081E6663DF0357AA8FF0434F01CC1E0286917C2C6D75757BBDD6E4205C4C71A271EDD56099CACED7632BC5C3DDAA0045E7D5B89B083096E0F35DC5C53726705CAC121D4A7B6AD903EEE8A6D175EE2A4E2499242043D86CED25B8F1A45505BBC3C5C490C5C690F352CB8D6B16D5BD63ADB33CE5AC77BDC59F7C2F8DA21F668024410507446FD3520D420B8D62BDBB6F01A4133ECD151AF07B06ECD8DFACC83B2860A33BCA7E8771DB2A5E6C628B36677C66F5004EB78A062BEEB4B493441B5EA8CE8458723C6CD75BC5C3E3D4274EC76F9E6F1635CA57916FFF1F1E177787D8E40E39AEB55D86F287C49C3118C0FA1B34E853D65A2AF1AAE9DF2C16A88C0E17AAC13DEDFDFA7C4D6887C4A147F9F815204FC148E75B50A3545071534B5416FA086376AAD02D7EC37F68607CE96DC0583EE2B4D400D68E0353AC01941A2174E6D46CA7EC0E1463249489B23126BAD63A1C36F588C188D0325FB6A840B6777862D6CDFA3138A6BF6F6A8B12FB39DB05BEB034DC461CF95F16CA742F703F8E4C7E29F696A7294F7012E035A2C3F9C292CB364FC8C471B24E9DFBD632795FB9A096BFCA02977C4BC6DC38E3B6412B7A8EDA64713227667023A838111017ED8D0DE9272B932500737204DC3F0302E009C9121822DD724D003F09E8405351454C9B11831388746900A6EAE97633445E027A10789B4E03838A8A14CABBC2A936C929724131E702549ADE73D4FE229C16D341FBC6A349E4A8A40DB933C461A4852BF842822E7D712B141A7C8770EE00377E1C25C1627C40A8EAE9A25D99C4C7324138D5C35DC2BF2231F784049DEF273CF798E8E8E7CE4FA0569A004FB82FB0BC618B05234D4CBCF63D4694890923153AA8172F2B33B4A144A7E65EAA761FF5A3EC7ECABD36D849FB8A06DA0BDD017A7FC07EF7D6BB5726AF0EC211017FFC26E174FB7E7854E8AACACCABC1C7DD6ABCFB40ABE27DF3B99EA833572F4AF31FCE63A5E3CDDC65F4ED1B1FF5512FFFD86A512BDB074791C401E6D1C6AD8A3270B40EEC79B82D6992D961FD8C5E25E2390560C645B74D2773CCB0B8ACCA59896D5BCC5628E599AE698F2B668E6BC6DE6F9BC902D9605966D32175531A3C7884D312BD2629ACEC454CCC85F7EFE67E595A668029AB0BA644B78994EAB99C8F264D6CCF3BCCAAB36CF65993579319B566256A41597C8E728783E6F645B9672962096386F92798AF0FA37552FE3FF');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073',X'785ED5575B6FDB3614FE2BC279961249B6244B6F6B8B1505D6AD40B7A1C01008BC1CC94464522029BB69E0FF3E1C5DECA45D93B44506D44F4E447D3CDFE51CD2B7A02454208CF69609EFEA466989B662298FCB44C451C6562CCA44C222B69665B45EA7C92A896399251895651C172B08A137D6B3EE3F7020043DEC385AA8E0DB20AF95A6C2D88159092134C6EEEEFCD90FBC536E8BB4248DD33C4A9228CE21848EE976602D3AA8FE01D47015C260A9B2ADF7BDAB2E2F0F87C3C5A9CA89EC8543BB57022F5AB3BF18AE2F7F375E09BC7C4ABD10823083F6F6062A78FD82A4B046A01C2C42356B6B847411CF1A99145199157199242212BC2CA28CA7AB8833B689D86A95AF4BC145261B0861877E6BE85DA92C0A7FFA4F2DD133D539A8E0D5F82498043986C0871BB4C4FA168C6D99569F98574653159AED102A787FADBACE05BF0E5A2ADD06BFB4A8C5CD970484F244E6A5D9E3C82B9C581048F5FA45E54694A899502236A11C8F572178FCE8A70A1A851DBDE495EF10A62750C11F4DA30406AB3C0BDE32CD5A94C12BEC3B73B3434D2417F3A022EB8EE12D2C40129DB0AA1F199DE0160C79C2084C139C37B9F812F28AE8CA311DB7E0C41647655EBEFB1B669A451A8F9FF1558E1D54F0E6CF600E88AB0261B41B3AAF741B06CE34FEC02C0612F7D8997E87DA87C11BEDD16AF401D33270434FBD410632A5A1F27640924A333F460416640861CFBA614C0DDB51A4A082A4C8F20D3934588B243365EC1D84800335549AC47979B1892104CB3CD69279829CFA218E56F4A0EFD8E014EF70DE3B04894C764ADF5D99D2CA31499330D7485B7D6B6EA30442B8C69B9A33A728A22362ADE4024E5FBF13D679E687115378B5A74849144ADEE9FF384A49AAFF49C4719BFA5A8D330A3FB2B147C9EC4E3DD2856F95B0869213FCE64919A73E91151DB32D2E211C7BEDC3876AB7AC8D3A2FE118C21EB534337E6BCDD04305A74510C2A27C872DEB6A828110EC40EECFEFD6AC53CCA1BB106E5F95A418EE95442D68C9FDDA8E5794D41EADA251740BCE33EB4F7AA7514C7EE3A8401AA7058DE03172A8E52902E41B8EA53FEB14A6429D30FDD83E52B56A3A8D6ED0117F648E06E1AC407012AC0A3E231C8267EDA4AE67EDE98D73ACEE89FD88AEC2E8E6A4EC56B55B7840EBF034E9961051E166DCE0A0B446BB34D1F77510CDD28912576DED5150350BA959A69F92CE531CEAAD9183F053E6E9BAF28835E71304CEBE2C47D96C0AF596AC67E41FF326FCEC900A974E8B9FEEDA5CC8CF4C5132CF6A337867062B946EBF16D087A9EE50AA6177BFD59EE2E78CFAFC4ECE1BD51D3BDC61F8D7FB7307CE2BBEE2E5F712DC9A4E3ABA22B0E7E7B8CCB007484E7DFBE569F4486BDE1FD8E7EE5C76FC316EE77E239DA8FA1A3FF6C6D1552D3C79A58DAE71A87B66A75BEBF3D8F603341E18285721482306BAA9D251E9B62CCD72BA6936699660218B3CC5629DA4A988131E0B99A76295AC652CF31CD38CC77992482E8A72938B64C3719DC7CDA6CC1965AAFFEA6FC0E338713D6A5F9F368C59C3329E226F8A22E56C2DF312652E322C78C3B94CC52AE3EB4C969B649D653C6349C958CC335CF184270D2BE0F82F8BB29F89');
CREATE TABLE [family_keys] (
  [key] TEXT,
  [member_id] TEXT,
  PRIMARY KEY ([key], [member_id])
);
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (1,'ted|procedure|0289868d-c5b5-5b67-8f0e-10335ab1dc66','ted:990101-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (2,'ted|identifier|dd05b5ef-fd94-5457-8115-72f7e3afee5d-1','ted:990101-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (3,'ted|number|990101-2026','ted:990101-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (4,'ted|procedure|ae59008b-399c-5610-9b0e-d47ccf4fbd8b','ted:990112-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (5,'ted|identifier|1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-1','ted:990112-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (6,'ted|number|990112-2026','ted:990112-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (7,'boamp|procedure|ae59008b-399c-5610-9b0e-d47ccf4fbd8b','boamp:26-990101');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (8,'boamp|identifier|1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-1','boamp:26-990101');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (9,'boamp|number|26-990101','boamp:26-990101');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (10,'boamp|number|26-880412','boamp:26-990103');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (11,'boamp|number|26-990103','boamp:26-990103');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (12,'find_a_tender|number|990301-2026','find_a_tender:990301-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (13,'find_a_tender|procedure|ocds-h6vhtk-09a001','find_a_tender:990301-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (14,'contracts_finder|procedure|ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (15,'contracts_finder|number|a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073');
CREATE TABLE [cluster_keys] (
  [key] TEXT,
  [member_id] TEXT,
  PRIMARY KEY ([key], [member_id])
);
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (1,'notice:dd05b5ef-fd94-5457-8115-72f7e3afee5d-01|award:1','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (2,'procedure:0289868d-c5b5-5b67-8f0e-10335ab1dc66|lots:|ids:name:PL:geotechnology-sp-zoo-sp-k','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (3,'procedure:0289868d-c5b5-5b67-8f0e-10335ab1dc66|lots:|names:geotechnologyspzoospk','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (4,'procedure:0289868d-c5b5-5b67-8f0e-10335ab1dc66|number:1','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (5,'ted:990101-2026|lots:|ids:name:PL:geotechnology-sp-zoo-sp-k','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (6,'ted:990101-2026|lots:|names:geotechnologyspzoospk','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (7,'ted:990101-2026|number:1','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (8,'notice:1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-01|award:Contrat Portail Wifi TGV Lyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (9,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:|ids:FR-SIREN-791674336','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (10,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:|names:moment','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (11,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|number:contratportailwifitgvlyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (12,'ted:990112-2026|lots:|ids:FR-SIREN-791674336','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (13,'ted:990112-2026|lots:|names:moment','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (14,'ted:990112-2026|number:contratportailwifitgvlyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (15,'notice:1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-01|award:Contrat Portail Wifi TGV Lyria','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (16,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:|ids:FR-SIREN-791674336','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (17,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:|names:moment','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (18,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|number:contratportailwifitgvlyria','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (19,'buyer:FR-SIREN-200093201|FR|2026|number:2026mel0398','boamp:26-990103/2026-MEL-0398');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (20,'find_a_tender:990301-2026|lots:|ids:GB-COH-06279757','find_a_tender:990301-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (21,'find_a_tender:990301-2026|lots:|names:soliriusltd','find_a_tender:990301-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (22,'ocid:ocds-h6vhtk-09a001|lots:|ids:GB-COH-06279757','find_a_tender:990301-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (23,'ocid:ocds-h6vhtk-09a001|lots:|names:soliriusltd','find_a_tender:990301-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (24,'ocid:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df|lots:|ids:name:XX:microsoft-ltd','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (25,'ocid:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df|lots:|names:microsoftltd','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (26,'procedure:9570911c-cb97-5b23-baa8-a33649cbc5df|lots:|ids:name:XX:microsoft-ltd','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (27,'procedure:9570911c-cb97-5b23-baa8-a33649cbc5df|lots:|names:microsoftltd','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
CREATE TABLE [aggregates] (
  [kind] TEXT,
  [key] TEXT,
  [year] TEXT,
  [contracts] INTEGER,
  [valued] INTEGER,
  [total_eur] REAL,
  [buyers] INTEGER,
  [big_tech] INTEGER,
  [data_outsourcing] INTEGER,
  [method_known] INTEGER,
  [direct] INTEGER,
  [amended] INTEGER,
  PRIMARY KEY ([kind], [key], [year])
);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (1,'all','','',5,4,72499607.32,5,3,4,5,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (2,'all','','2024',1,0,NULL,1,0,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (3,'all','','2026',4,4,72499607.32,4,3,3,4,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (4,'buyer','FR-SIREN-200093201','',1,1,412000.0,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (5,'buyer','FR-SIREN-552049447','',1,0,NULL,1,0,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (6,'buyer','GB-PPON-PDNZ-9152-XZLR','',1,1,71959702.57,1,0,0,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (7,'buyer','PL-NIP-5262673576','',1,1,106834.95,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (8,'buyer','name:GB:skills-funding-agency','',1,1,21069.8,1,1,1,1,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (9,'buyer','FR-SIREN-200093201','2026',1,1,412000.0,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (10,'buyer','FR-SIREN-552049447','2024',1,0,NULL,1,0,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (11,'buyer','GB-PPON-PDNZ-9152-XZLR','2026',1,1,71959702.57,1,0,0,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (12,'buyer','PL-NIP-5262673576','2026',1,1,106834.95,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (13,'buyer','name:GB:skills-funding-agency','2026',1,1,21069.8,1,1,1,1,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (14,'country','FR','',2,1,412000.0,2,1,2,2,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (15,'country','GB','',2,2,71980772.37,2,1,1,2,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (16,'country','PL','',1,1,106834.95,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (17,'country','FR','2024',1,0,NULL,1,0,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (18,'country','FR','2026',1,1,412000.0,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (19,'country','GB','2026',2,2,71980772.37,2,1,1,2,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (20,'country','PL','2026',1,1,106834.95,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (21,'group','computacenter','',1,1,412000.0,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (22,'group','microsoft','',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (23,'group','computacenter','2026',1,1,412000.0,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (24,'group','microsoft','2026',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (25,'grouped','','',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (26,'grouped','','2026',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (27,'tag','big_tech','',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (28,'tag','big_tech','2026',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (29,'tag','data_outsourcing','',4,3,539904.75,4,3,4,4,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (30,'tag','data_outsourcing','2024',1,0,NULL,1,0,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (31,'tag','data_outsourcing','2026',3,3,539904.75,3,3,3,3,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (32,'code','CPV 480','',1,0,NULL,1,0,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (33,'code','CPV 482','',1,1,412000.0,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (34,'code','CPV 487','',1,1,106834.95,1,1,1,1,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (35,'code','CPV 720','',2,2,71980772.37,2,1,1,2,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (36,'day','2026-11-02','',2,2,72066537.52,2,1,1,2,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (37,'day','2026-11-05','',2,1,412000.0,2,1,2,2,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (38,'day','2026-11-06','',1,1,21069.8,1,1,1,1,1,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (39,'table','portals','',80,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (40,'table','vendor_groups','',241,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (41,'table','vendor_proofs','',7251,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (42,'table','corrections','',0,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (43,'table','organizations','',10,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (44,'table','organization_names','',10,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (45,'table','procedures','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (46,'table','notices','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (47,'table','contracts','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (48,'table','contract_notices','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (49,'table','lots','',4,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (50,'table','texts','',20,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (51,'table','suppliers','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (52,'table','contract_groups','',4,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (53,'table','buyers','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (54,'table','tags','',32,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (55,'table','links','',1,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (56,'table','redirects','',0,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (57,'table','documents','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (58,'table','receipts','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (59,'table','troubles','',0,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (60,'table','register','',6,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (61,'table','changes','',13,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (62,'table','runs','',4,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (63,'table','health','',0,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (64,'table','windows','',0,0,NULL,0,0,0,0,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (65,'table','meta','',7,0,NULL,0,0,0,0,0,0);
CREATE TABLE [spendings] (
  [kind] TEXT,
  [key] TEXT,
  [year] TEXT,
  [contracts] INTEGER,
  [spread_eur] REAL,
  [without_period] INTEGER,
  [whole_eur] REAL,
  PRIMARY KEY ([kind], [key], [year])
);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (1,'all','','2026',4,3053432.14,2,518834.95);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (2,'all','','2027',2,35949911.55,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (3,'all','','2028',1,32977428.67,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (4,'buyer','FR-SIREN-200093201','2026',1,0.0,1,412000.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (5,'buyer','GB-PPON-PDNZ-9152-XZLR','2026',1,3051642.65,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (6,'buyer','GB-PPON-PDNZ-9152-XZLR','2027',1,35930631.24,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (7,'buyer','GB-PPON-PDNZ-9152-XZLR','2028',1,32977428.67,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (8,'buyer','PL-NIP-5262673576','2026',1,0.0,1,106834.95);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (9,'buyer','name:GB:skills-funding-agency','2026',1,1789.49,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (10,'buyer','name:GB:skills-funding-agency','2027',1,19280.31,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (11,'country','FR','2026',1,0.0,1,412000.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (12,'country','GB','2026',2,3053432.14,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (13,'country','GB','2027',2,35949911.55,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (14,'country','GB','2028',1,32977428.67,0,0.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (15,'country','PL','2026',1,0.0,1,106834.95);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (16,'group','computacenter','2026',1,0.0,1,412000.0);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (17,'group','microsoft','2026',3,1789.49,2,518834.95);
INSERT INTO [spendings] ([rowid], [kind], [key], [year], [contracts], [spread_eur], [without_period], [whole_eur]) VALUES (18,'group','microsoft','2027',1,19280.31,0,0.0);
CREATE TABLE [shares] (
  [kind] TEXT,
  [key] TEXT,
  [other] TEXT,
  [via] TEXT,
  [contracts] INTEGER,
  [valued] INTEGER,
  [total_eur] REAL,
  PRIMARY KEY ([kind], [key], [other], [via])
);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (1,'buyer_holder','FR-SIREN-200093201','group:computacenter','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (2,'buyer_holder','FR-SIREN-552049447','org:FR-SIREN-791674336','',1,0,NULL);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (3,'buyer_holder','GB-PPON-PDNZ-9152-XZLR','org:GB-COH-06279757','',1,1,71959702.57);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (4,'buyer_holder','PL-NIP-5262673576','org:name:PL:geotechnology-sp-zoo-sp-k','',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (5,'buyer_holder','name:GB:skills-funding-agency','group:microsoft','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (6,'buyer_group','FR-SIREN-200093201','computacenter','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (7,'buyer_group','FR-SIREN-200093201','microsoft','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (8,'buyer_group','PL-NIP-5262673576','microsoft','',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (9,'buyer_group','name:GB:skills-funding-agency','microsoft','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (10,'group_buyer','computacenter','FR-SIREN-200093201','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (11,'group_buyer','microsoft','FR-SIREN-200093201','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (12,'group_buyer','microsoft','PL-NIP-5262673576','',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (13,'group_buyer','microsoft','name:GB:skills-funding-agency','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (14,'group_country','computacenter','FR','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (15,'group_country','microsoft','FR','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (16,'group_country','microsoft','GB','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (17,'group_country','microsoft','PL','',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (18,'country_group','FR','computacenter','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (19,'country_group','FR','microsoft','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (20,'country_group','GB','microsoft','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (21,'country_group','PL','microsoft','',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (22,'group_role','computacenter','reseller_winner','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (23,'group_role','microsoft','named_product','',2,2,518834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (24,'group_role','microsoft','winner','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (25,'group_own','computacenter','name:XX:computacenter-france','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (26,'group_own','microsoft','name:XX:microsoft-ltd','',1,1,21069.8);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (27,'group_via','microsoft','name:PL:geotechnology-sp-zoo-sp-k','',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (28,'group_via','microsoft','name:XX:computacenter-france','',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (29,'buyer_via','FR-SIREN-200093201','name:XX:computacenter-france','microsoft',1,1,412000.0);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (30,'buyer_via','PL-NIP-5262673576','name:PL:geotechnology-sp-zoo-sp-k','microsoft',1,1,106834.95);
INSERT INTO [shares] ([rowid], [kind], [key], [other], [via], [contracts], [valued], [total_eur]) VALUES (31,'buyer_left_out','FR-SIREN-552049447','undisclosed','',1,0,NULL);
CREATE TABLE [group_contracts] (
  [vendor_group] TEXT,
  [contract_id] TEXT,
  [published] TEXT,
  [end] TEXT,
  PRIMARY KEY ([vendor_group], [contract_id])
);
INSERT INTO [group_contracts] ([rowid], [vendor_group], [contract_id], [published], [end]) VALUES (1,'computacenter','boamp:26-990103/2026-MEL-0398','2026-11-05',NULL);
INSERT INTO [group_contracts] ([rowid], [vendor_group], [contract_id], [published], [end]) VALUES (2,'microsoft','boamp:26-990103/2026-MEL-0398','2026-11-05',NULL);
INSERT INTO [group_contracts] ([rowid], [vendor_group], [contract_id], [published], [end]) VALUES (3,'microsoft','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','2026-11-06','2027-11-30');
INSERT INTO [group_contracts] ([rowid], [vendor_group], [contract_id], [published], [end]) VALUES (4,'microsoft','ted:990101-2026/1','2026-11-02',NULL);
CREATE TABLE [other_ways] (
  [way] TEXT,
  [notice_id] TEXT,
  [contract_id] TEXT,
  [code] TEXT,
  [country] TEXT,
  [published] TEXT,
  PRIMARY KEY ([way], [notice_id], [contract_id])
);
CREATE TABLE [contract_facet_counts] (
  [key] TEXT,
  [country] TEXT,
  [method] TEXT,
  [status] TEXT,
  [big_tech] TEXT,
  [data_outsourcing] TEXT,
  [worker_surveillance] TEXT,
  [public_surveillance_ai] TEXT,
  [data_law_exposure] TEXT,
  [rows] INTEGER,
  PRIMARY KEY ([key])
);
INSERT INTO [contract_facet_counts] ([rowid], [key], [country], [method], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [data_law_exposure], [rows]) VALUES (1,'["PL","open","active","yes","yes","no","no","non_eu_parent"]','PL','open','active','yes','yes','no','no','non_eu_parent',1);
INSERT INTO [contract_facet_counts] ([rowid], [key], [country], [method], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [data_law_exposure], [rows]) VALUES (2,'["FR","selective","active","no","yes","no","no","unknown"]','FR','selective','active','no','yes','no','no','unknown',2);
INSERT INTO [contract_facet_counts] ([rowid], [key], [country], [method], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [data_law_exposure], [rows]) VALUES (3,'["FR","open","active","yes","yes","no","no","non_eu_parent"]','FR','open','active','yes','yes','no','no','non_eu_parent',1);
INSERT INTO [contract_facet_counts] ([rowid], [key], [country], [method], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [data_law_exposure], [rows]) VALUES (4,'["GB","selective","active","no","no","no","no",null]','GB','selective','active','no','no','no','no',NULL,1);
INSERT INTO [contract_facet_counts] ([rowid], [key], [country], [method], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [data_law_exposure], [rows]) VALUES (5,'["GB","direct","active","yes","yes","no","no","non_eu_parent"]','GB','direct','active','yes','yes','no','no','non_eu_parent',1);
CREATE TABLE [contract_counts] (
  [key] TEXT,
  [country] TEXT,
  [method] TEXT,
  [technique] TEXT,
  [status] TEXT,
  [big_tech] TEXT,
  [data_outsourcing] TEXT,
  [worker_surveillance] TEXT,
  [public_surveillance_ai] TEXT,
  [public_alternative] TEXT,
  [data_law_exposure] TEXT,
  [same_as] TEXT,
  [end] TEXT,
  [rows] INTEGER,
  PRIMARY KEY ([key])
);
INSERT INTO [contract_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end], [rows]) VALUES (1,'["PL","open","none","active","yes","yes","no","no","no","non_eu_parent",null,null]','PL','open','none','active','yes','yes','no','no','no','non_eu_parent',NULL,NULL,1);
INSERT INTO [contract_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end], [rows]) VALUES (2,'["FR","selective","none","active","no","yes","no","no","no","unknown",null,""]','FR','selective','none','active','no','yes','no','no','no','unknown',NULL,'',1);
INSERT INTO [contract_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end], [rows]) VALUES (3,'["FR","selective","none","active","no","yes","no","no","no","unknown","",""]','FR','selective','none','active','no','yes','no','no','no','unknown','','',1);
INSERT INTO [contract_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end], [rows]) VALUES (4,'["FR","open",null,"active","yes","yes","no","no","no","non_eu_parent",null,null]','FR','open',NULL,'active','yes','yes','no','no','no','non_eu_parent',NULL,NULL,1);
INSERT INTO [contract_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end], [rows]) VALUES (5,'["GB","selective","call_off","active","no","no","no","no","no",null,null,""]','GB','selective','call_off','active','no','no','no','no','no',NULL,NULL,'',1);
INSERT INTO [contract_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end], [rows]) VALUES (6,'["GB","direct",null,"active","yes","yes","no","no","no","non_eu_parent",null,""]','GB','direct',NULL,'active','yes','yes','no','no','no','non_eu_parent',NULL,'',1);
CREATE TABLE [contract_group_counts] (
  [key] TEXT,
  [country] TEXT,
  [method] TEXT,
  [technique] TEXT,
  [status] TEXT,
  [big_tech] TEXT,
  [data_outsourcing] TEXT,
  [worker_surveillance] TEXT,
  [public_surveillance_ai] TEXT,
  [public_alternative] TEXT,
  [data_law_exposure] TEXT,
  [vendor_groups] TEXT,
  [same_as] TEXT,
  [end] TEXT,
  [rows] INTEGER,
  PRIMARY KEY ([key])
);
INSERT INTO [contract_group_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [same_as], [end], [rows]) VALUES (1,'["PL","open","none","active","yes","yes","no","no","no","non_eu_parent","[\"microsoft\"]",null,null]','PL','open','none','active','yes','yes','no','no','no','non_eu_parent','["microsoft"]',NULL,NULL,1);
INSERT INTO [contract_group_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [same_as], [end], [rows]) VALUES (2,'["FR","open",null,"active","yes","yes","no","no","no","non_eu_parent","[\"computacenter\",\"microsoft\"]",null,null]','FR','open',NULL,'active','yes','yes','no','no','no','non_eu_parent','["computacenter","microsoft"]',NULL,NULL,1);
INSERT INTO [contract_group_counts] ([rowid], [key], [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [same_as], [end], [rows]) VALUES (3,'["GB","direct",null,"active","yes","yes","no","no","no","non_eu_parent","[\"microsoft\"]",null,""]','GB','direct',NULL,'active','yes','yes','no','no','no','non_eu_parent','["microsoft"]',NULL,'',1);
CREATE TABLE [notice_counts] (
  [key] TEXT,
  [portal] TEXT,
  [kind] TEXT,
  [state] TEXT,
  [country] TEXT,
  [language] TEXT,
  [method] TEXT,
  [big_tech] TEXT,
  [data_outsourcing] TEXT,
  [rows] INTEGER,
  PRIMARY KEY ([key])
);
INSERT INTO [notice_counts] ([rowid], [key], [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing], [rows]) VALUES (1,'["ted","award","current","PL","pl","open","yes","yes"]','ted','award','current','PL','pl','open','yes','yes',1);
INSERT INTO [notice_counts] ([rowid], [key], [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing], [rows]) VALUES (2,'["ted","award","current","FR","fr","selective","no","yes"]','ted','award','current','FR','fr','selective','no','yes',1);
INSERT INTO [notice_counts] ([rowid], [key], [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing], [rows]) VALUES (3,'["boamp","award","current","FR","fr","selective","no","yes"]','boamp','award','current','FR','fr','selective','no','yes',1);
INSERT INTO [notice_counts] ([rowid], [key], [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing], [rows]) VALUES (4,'["boamp","award","current","FR","fr","open","yes","yes"]','boamp','award','current','FR','fr','open','yes','yes',1);
INSERT INTO [notice_counts] ([rowid], [key], [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing], [rows]) VALUES (5,'["find_a_tender","award","current","GB","en","selective","no","no"]','find_a_tender','award','current','GB','en','selective','no','no',1);
INSERT INTO [notice_counts] ([rowid], [key], [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing], [rows]) VALUES (6,'["contracts_finder","award","current","GB","en","direct","yes","yes"]','contracts_finder','award','current','GB','en','direct','yes','yes',1);
CREATE TABLE [tag_counts] (
  [key] TEXT,
  [tag] TEXT,
  [value] TEXT,
  [confidence] TEXT,
  [rule] TEXT,
  [rows] INTEGER,
  PRIMARY KEY ([key])
);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (1,'["vendor","microsoft","high","products.csv:744"]','vendor','microsoft','high','products.csv:744',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (2,'["big_tech","yes","high","products.csv:744"]','big_tech','yes','high','products.csv:744',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (3,'["data_outsourcing","yes","high","products.csv:744"]','data_outsourcing','yes','high','products.csv:744',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (4,'["data_outsourcing","yes","high","data_outsourcing/licences"]','data_outsourcing','yes','high','data_outsourcing/licences',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (5,'["product_law","US","medium","products.csv:744"]','product_law','US','medium','products.csv:744',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (6,'["supplier_law","PL","low","seat"]','supplier_law','PL','low','seat',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (7,'["data_law_exposure","non_eu_parent","medium","products.csv:744"]','data_law_exposure','non_eu_parent','medium','products.csv:744',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (8,'["data_outsourcing","yes","high","data_outsourcing/saas"]','data_outsourcing','yes','high','data_outsourcing/saas',2);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (9,'["data_outsourcing","yes","high","data_outsourcing/cloud"]','data_outsourcing','yes','high','data_outsourcing/cloud',2);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (10,'["data_outsourcing","yes","high","data_outsourcing/hosting"]','data_outsourcing','yes','high','data_outsourcing/hosting',2);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (11,'["supplier_law","FR","low","seat"]','supplier_law','FR','low','seat',2);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (12,'["data_law_exposure","unknown","medium","no-product"]','data_law_exposure','unknown','medium','no-product',2);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (13,'["vendor","computacenter","high","vendor_aliases.csv:1386"]','vendor','computacenter','high','vendor_aliases.csv:1386',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (14,'["vendor","microsoft","high","products.csv:2"]','vendor','microsoft','high','products.csv:2',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (15,'["big_tech","yes","high","products.csv:2"]','big_tech','yes','high','products.csv:2',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (16,'["data_outsourcing","yes","medium","products.csv:2"]','data_outsourcing','yes','medium','products.csv:2',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (17,'["product_law","US","medium","products.csv:2"]','product_law','US','medium','products.csv:2',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (18,'["supplier_law","GB","high","vendor_aliases.csv:1386"]','supplier_law','GB','high','vendor_aliases.csv:1386',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (19,'["data_law_exposure","non_eu_parent","medium","products.csv:2"]','data_law_exposure','non_eu_parent','medium','products.csv:2',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (20,'["vendor","microsoft","high","vendor_aliases.csv:98"]','vendor','microsoft','high','vendor_aliases.csv:98',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (21,'["big_tech","yes","high","vendor_aliases.csv:98"]','big_tech','yes','high','vendor_aliases.csv:98',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (22,'["vendor","microsoft","high","products.csv:3"]','vendor','microsoft','high','products.csv:3',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (23,'["big_tech","yes","high","products.csv:3"]','big_tech','yes','high','products.csv:3',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (24,'["data_outsourcing","yes","medium","products.csv:3"]','data_outsourcing','yes','medium','products.csv:3',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (25,'["product_law","US","medium","products.csv:3"]','product_law','US','medium','products.csv:3',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (26,'["supplier_law","US","high","vendor_aliases.csv:98"]','supplier_law','US','high','vendor_aliases.csv:98',1);
INSERT INTO [tag_counts] ([rowid], [key], [tag], [value], [confidence], [rule], [rows]) VALUES (27,'["data_law_exposure","non_eu_parent","medium","products.csv:3"]','data_law_exposure','non_eu_parent','medium','products.csv:3',1);
CREATE TABLE [register_counts] (
  [key] TEXT,
  [portal] TEXT,
  [scope] TEXT,
  [kind] TEXT,
  [rows] INTEGER,
  PRIMARY KEY ([key])
);
INSERT INTO [register_counts] ([rowid], [key], [portal], [scope], [kind], [rows]) VALUES (1,'["ted","yes","award"]','ted','yes','award',2);
INSERT INTO [register_counts] ([rowid], [key], [portal], [scope], [kind], [rows]) VALUES (2,'["boamp","yes","award"]','boamp','yes','award',2);
INSERT INTO [register_counts] ([rowid], [key], [portal], [scope], [kind], [rows]) VALUES (3,'["find_a_tender","yes","award"]','find_a_tender','yes','award',1);
INSERT INTO [register_counts] ([rowid], [key], [portal], [scope], [kind], [rows]) VALUES (4,'["contracts_finder","yes","award"]','contracts_finder','yes','award',1);
CREATE VIRTUAL TABLE "organizations_fts" USING FTS5 (
    "name", "acronym",
    tokenize='unicode61 remove_diacritics 2',
    content="organizations"
);
INSERT INTO [organizations_fts] ([organizations_fts]) VALUES ('rebuild');
CREATE VIRTUAL TABLE "notices_fts" USING FTS5 (
    "title", "description", "buyer", "suppliers",
    tokenize='unicode61 remove_diacritics 2',
    content="notices"
);
INSERT INTO [notices_fts] ([notices_fts]) VALUES ('rebuild');
CREATE VIRTUAL TABLE "contracts_fts" USING FTS5 (
    "title", "buyer", "suppliers",
    tokenize='unicode61 remove_diacritics 2',
    content="contracts"
);
INSERT INTO [contracts_fts] ([contracts_fts]) VALUES ('rebuild');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX [idx_vendor_proofs_vendor_group] ON [vendor_proofs] ([vendor_group]);
CREATE INDEX [idx_corrections_notice_id] ON [corrections] ([notice_id]);
CREATE INDEX [idx_organizations_name] ON [organizations] ([name]);
CREATE INDEX [idx_organizations_country] ON [organizations] ([country]);
CREATE INDEX [idx_organizations_parent_id] ON [organizations] ([parent_id]);
CREATE TRIGGER "organizations_ai" AFTER INSERT ON "organizations" BEGIN
  INSERT INTO "organizations_fts" (rowid, "name", "acronym") VALUES (new.rowid, new."name", new."acronym");
END;
CREATE TRIGGER "organizations_ad" AFTER DELETE ON "organizations" BEGIN
  INSERT INTO "organizations_fts" ("organizations_fts", rowid, "name", "acronym") VALUES('delete', old.rowid, old."name", old."acronym");
END;
CREATE TRIGGER "organizations_au" AFTER UPDATE ON "organizations" BEGIN
  INSERT INTO "organizations_fts" ("organizations_fts", rowid, "name", "acronym") VALUES('delete', old.rowid, old."name", old."acronym");
  INSERT INTO "organizations_fts" (rowid, "name", "acronym") VALUES (new.rowid, new."name", new."acronym");
END;
CREATE INDEX [idx_procedures_portal] ON [procedures] ([portal]);
CREATE INDEX [idx_notices_portal_published] ON [notices] ([portal], [published]);
CREATE INDEX [idx_notices_published] ON [notices] ([published]);
CREATE INDEX [idx_notices_kind_published] ON [notices] ([kind], [published]);
CREATE INDEX [idx_notices_state_published] ON [notices] ([state], [published]);
CREATE INDEX [idx_notices_country_published] ON [notices] ([country], [published]);
CREATE INDEX [idx_notices_buyer_id_published] ON [notices] ([buyer_id], [published]);
CREATE INDEX [idx_notices_procedure_id] ON [notices] ([procedure_id]);
CREATE INDEX [idx_notices_main_code] ON [notices] ([main_code]);
CREATE INDEX [idx_notices_digital] ON [notices] ([digital]);
CREATE INDEX [idx_notices_big_tech_published] ON [notices] ([big_tech], [published]);
CREATE INDEX [idx_notices_data_outsourcing_published] ON [notices] ([data_outsourcing], [published]);
CREATE INDEX [idx_notices_worker_surveillance_published] ON [notices] ([worker_surveillance], [published]);
CREATE INDEX [idx_notices_public_surveillance_ai_published] ON [notices] ([public_surveillance_ai], [published]);
CREATE INDEX [idx_notices_method_published] ON [notices] ([method], [published]);
CREATE INDEX [idx_notices_deadline] ON [notices] ([deadline]);
CREATE INDEX [idx_notices_document_sha256] ON [notices] ([document_sha256]);
CREATE INDEX [idx_notices_language_published] ON [notices] ([language], [published]);
CREATE INDEX [idx_notices_change] ON [notices] ([change]);
CREATE TRIGGER "notices_ai" AFTER INSERT ON "notices" BEGIN
  INSERT INTO "notices_fts" (rowid, "title", "description", "buyer", "suppliers") VALUES (new.rowid, new."title", new."description", new."buyer", new."suppliers");
END;
CREATE TRIGGER "notices_ad" AFTER DELETE ON "notices" BEGIN
  INSERT INTO "notices_fts" ("notices_fts", rowid, "title", "description", "buyer", "suppliers") VALUES('delete', old.rowid, old."title", old."description", old."buyer", old."suppliers");
END;
CREATE TRIGGER "notices_au" AFTER UPDATE ON "notices" BEGIN
  INSERT INTO "notices_fts" ("notices_fts", rowid, "title", "description", "buyer", "suppliers") VALUES('delete', old.rowid, old."title", old."description", old."buyer", old."suppliers");
  INSERT INTO "notices_fts" (rowid, "title", "description", "buyer", "suppliers") VALUES (new.rowid, new."title", new."description", new."buyer", new."suppliers");
END;
CREATE INDEX [idx_contracts_portal_updated] ON [contracts] ([portal], [updated]);
CREATE INDEX [idx_contracts_procedure_id] ON [contracts] ([procedure_id]);
CREATE INDEX [idx_contracts_buyer_id_updated] ON [contracts] ([buyer_id], [updated]);
CREATE INDEX [idx_contracts_buyer_id_published] ON [contracts] ([buyer_id], [published]);
CREATE INDEX [idx_contracts_buyer_id_end] ON [contracts] ([buyer_id], [end]);
CREATE INDEX [idx_contracts_country_updated] ON [contracts] ([country], [updated]);
CREATE INDEX [idx_contracts_status_updated] ON [contracts] ([status], [updated]);
CREATE INDEX [idx_contracts_signed_id] ON [contracts] ([signed], [id]);
CREATE INDEX [idx_contracts_published] ON [contracts] ([published]);
CREATE INDEX [idx_contracts_updated] ON [contracts] ([updated]);
CREATE INDEX [idx_contracts_value_eur_id] ON [contracts] ([value_eur], [id]);
CREATE INDEX [idx_contracts_end_id] ON [contracts] ([end], [id]);
CREATE INDEX [idx_contracts_end_country_status_same_as_big_tech_data_outsourcing_worker_surveillance_public_surveillance_ai_public_alternative] ON [contracts] ([end], [country], [status], [same_as], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative]);
CREATE INDEX [idx_contracts_method_updated] ON [contracts] ([method], [updated]);
CREATE INDEX [idx_contracts_technique_updated] ON [contracts] ([technique], [updated]);
CREATE INDEX [idx_contracts_big_tech_updated] ON [contracts] ([big_tech], [updated]);
CREATE INDEX [idx_contracts_big_tech_published] ON [contracts] ([big_tech], [published]);
CREATE INDEX [idx_contracts_data_outsourcing_updated] ON [contracts] ([data_outsourcing], [updated]);
CREATE INDEX [idx_contracts_worker_surveillance_updated] ON [contracts] ([worker_surveillance], [updated]);
CREATE INDEX [idx_contracts_public_surveillance_ai_updated] ON [contracts] ([public_surveillance_ai], [updated]);
CREATE INDEX [idx_contracts_public_alternative_updated] ON [contracts] ([public_alternative], [updated]);
CREATE INDEX [idx_contracts_data_law_exposure_updated] ON [contracts] ([data_law_exposure], [updated]);
CREATE INDEX [idx_contracts_main_code] ON [contracts] ([main_code]);
CREATE INDEX [idx_contracts_digital] ON [contracts] ([digital]);
CREATE INDEX [idx_contracts_value_kind_updated] ON [contracts] ([value_kind], [updated]);
CREATE INDEX [idx_contracts_same_as_set] ON [contracts] ([same_as]) WHERE [same_as] IS NOT NULL;
CREATE INDEX [idx_contracts_verified_set] ON [contracts] ([verified]) WHERE [verified] IS NOT NULL;
CREATE TRIGGER "contracts_ai" AFTER INSERT ON "contracts" BEGIN
  INSERT INTO "contracts_fts" (rowid, "title", "buyer", "suppliers") VALUES (new.rowid, new."title", new."buyer", new."suppliers");
END;
CREATE TRIGGER "contracts_ad" AFTER DELETE ON "contracts" BEGIN
  INSERT INTO "contracts_fts" ("contracts_fts", rowid, "title", "buyer", "suppliers") VALUES('delete', old.rowid, old."title", old."buyer", old."suppliers");
END;
CREATE TRIGGER "contracts_au" AFTER UPDATE ON "contracts" BEGIN
  INSERT INTO "contracts_fts" ("contracts_fts", rowid, "title", "buyer", "suppliers") VALUES('delete', old.rowid, old."title", old."buyer", old."suppliers");
  INSERT INTO "contracts_fts" (rowid, "title", "buyer", "suppliers") VALUES (new.rowid, new."title", new."buyer", new."suppliers");
END;
CREATE INDEX [idx_contract_notices_notice_id] ON [contract_notices] ([notice_id]);
CREATE INDEX [idx_suppliers_organization_id] ON [suppliers] ([organization_id]);
CREATE INDEX [idx_suppliers_vendor_group] ON [suppliers] ([vendor_group]);
CREATE INDEX [idx_contract_groups_vendor_group] ON [contract_groups] ([vendor_group]);
CREATE INDEX [idx_buyers_organization_id] ON [buyers] ([organization_id]);
CREATE INDEX [idx_tags_notice_id] ON [tags] ([notice_id]);
CREATE INDEX [idx_tags_contract_id] ON [tags] ([contract_id]);
CREATE INDEX [idx_tags_tag_value] ON [tags] ([tag], [value]);
CREATE INDEX [idx_tags_rule] ON [tags] ([rule]);
CREATE INDEX [idx_links_to_id] ON [links] ([to_id]);
CREATE INDEX [idx_redirects_new_id] ON [redirects] ([new_id]);
CREATE INDEX [idx_documents_portal] ON [documents] ([portal]);
CREATE INDEX [idx_documents_error] ON [documents] ([error]);
CREATE INDEX [idx_receipts_sha256_portal] ON [receipts] ([sha256], [portal]);
CREATE INDEX [idx_receipts_run_id] ON [receipts] ([run_id]);
CREATE INDEX [idx_troubles_code] ON [troubles] ([code]);
CREATE INDEX [idx_register_portal_published] ON [register] ([portal], [published]);
CREATE INDEX [idx_register_scope] ON [register] ([scope]);
CREATE INDEX [idx_register_document_sha256] ON [register] ([document_sha256]);
CREATE INDEX [idx_changes_notice_id] ON [changes] ([notice_id]);
CREATE INDEX [idx_changes_contract_id] ON [changes] ([contract_id]);
CREATE INDEX [idx_changes_at] ON [changes] ([at]);
CREATE INDEX [idx_changes_kind_cause] ON [changes] ([kind], [cause]);
CREATE INDEX [idx_runs_portal_started] ON [runs] ([portal], [started]);
CREATE INDEX [idx_health_until] ON [health] ([until]);
CREATE INDEX [idx_health_state] ON [health] ([state]);
CREATE INDEX [idx_windows_portal_state] ON [windows] ([portal], [state]);
CREATE INDEX [idx_family_keys_member_id] ON [family_keys] ([member_id]);
CREATE INDEX [idx_cluster_keys_member_id] ON [cluster_keys] ([member_id]);
CREATE INDEX [idx_aggregates_kind_year_total_eur] ON [aggregates] ([kind], [year], [total_eur]);
CREATE INDEX [idx_shares_kind_key_total_eur] ON [shares] ([kind], [key], [total_eur]);
CREATE INDEX [idx_group_contracts_vendor_group_published] ON [group_contracts] ([vendor_group], [published]);
CREATE INDEX [idx_group_contracts_vendor_group_end] ON [group_contracts] ([vendor_group], [end]);
CREATE INDEX [idx_other_ways_way_published] ON [other_ways] ([way], [published]);
CREATE INDEX [idx_other_ways_way_code_published] ON [other_ways] ([way], [code], [published]);
CREATE INDEX [idx_other_ways_code] ON [other_ways] ([code]);
CREATE TRIGGER [contract_facet_counts_ai] AFTER INSERT ON [contracts]  BEGIN INSERT INTO [contract_facet_counts] SELECT json_array(new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure]), new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [contract_facet_counts] WHERE key = json_array(new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure])); UPDATE [contract_facet_counts] SET rows = rows + 1 WHERE key = json_array(new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure]) AND 1; END;
CREATE TRIGGER [contract_facet_counts_ad] AFTER DELETE ON [contracts]  BEGIN  UPDATE [contract_facet_counts] SET rows = rows - 1 WHERE key = json_array(old.[country], old.[method], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[data_law_exposure]) AND 1; DELETE FROM [contract_facet_counts] WHERE key = json_array(old.[country], old.[method], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[data_law_exposure]) AND rows = 0; END;
CREATE TRIGGER [contract_facet_counts_au] AFTER UPDATE OF [country], [method], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [data_law_exposure] ON [contracts] WHEN (old.[country]) IS NOT (new.[country]) OR (old.[method]) IS NOT (new.[method]) OR (old.[status]) IS NOT (new.[status]) OR (old.[big_tech]) IS NOT (new.[big_tech]) OR (old.[data_outsourcing]) IS NOT (new.[data_outsourcing]) OR (old.[worker_surveillance]) IS NOT (new.[worker_surveillance]) OR (old.[public_surveillance_ai]) IS NOT (new.[public_surveillance_ai]) OR (old.[data_law_exposure]) IS NOT (new.[data_law_exposure]) BEGIN  UPDATE [contract_facet_counts] SET rows = rows - 1 WHERE key = json_array(old.[country], old.[method], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[data_law_exposure]) AND 1; DELETE FROM [contract_facet_counts] WHERE key = json_array(old.[country], old.[method], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[data_law_exposure]) AND rows = 0;INSERT INTO [contract_facet_counts] SELECT json_array(new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure]), new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [contract_facet_counts] WHERE key = json_array(new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure])); UPDATE [contract_facet_counts] SET rows = rows + 1 WHERE key = json_array(new.[country], new.[method], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[data_law_exposure]) AND 1; END;
CREATE TRIGGER [contract_counts_ai] AFTER INSERT ON [contracts]  BEGIN INSERT INTO [contract_counts] SELECT json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END), new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END, 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [contract_counts] WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END)); UPDATE [contract_counts] SET rows = rows + 1 WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END) AND 1; END;
CREATE TRIGGER [contract_counts_ad] AFTER DELETE ON [contracts]  BEGIN  UPDATE [contract_counts] SET rows = rows - 1 WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND 1; DELETE FROM [contract_counts] WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND rows = 0; END;
CREATE TRIGGER [contract_counts_au] AFTER UPDATE OF [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [same_as], [end] ON [contracts] WHEN (old.[country]) IS NOT (new.[country]) OR (old.[method]) IS NOT (new.[method]) OR (old.[technique]) IS NOT (new.[technique]) OR (old.[status]) IS NOT (new.[status]) OR (old.[big_tech]) IS NOT (new.[big_tech]) OR (old.[data_outsourcing]) IS NOT (new.[data_outsourcing]) OR (old.[worker_surveillance]) IS NOT (new.[worker_surveillance]) OR (old.[public_surveillance_ai]) IS NOT (new.[public_surveillance_ai]) OR (old.[public_alternative]) IS NOT (new.[public_alternative]) OR (old.[data_law_exposure]) IS NOT (new.[data_law_exposure]) OR (CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END) IS NOT (CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END) OR (CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) IS NOT (CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END) BEGIN  UPDATE [contract_counts] SET rows = rows - 1 WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND 1; DELETE FROM [contract_counts] WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND rows = 0;INSERT INTO [contract_counts] SELECT json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END), new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END, 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [contract_counts] WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END)); UPDATE [contract_counts] SET rows = rows + 1 WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END) AND 1; END;
CREATE TRIGGER [contract_group_counts_ai] AFTER INSERT ON [contracts]  BEGIN INSERT INTO [contract_group_counts] SELECT json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END), new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END, 0 WHERE new.vendor_groups <> '[]' AND NOT EXISTS (SELECT 1 FROM [contract_group_counts] WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END)); UPDATE [contract_group_counts] SET rows = rows + 1 WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END) AND new.vendor_groups <> '[]'; END;
CREATE TRIGGER [contract_group_counts_ad] AFTER DELETE ON [contracts]  BEGIN  UPDATE [contract_group_counts] SET rows = rows - 1 WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], old.[vendor_groups], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND old.vendor_groups <> '[]'; DELETE FROM [contract_group_counts] WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], old.[vendor_groups], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND rows = 0; END;
CREATE TRIGGER [contract_group_counts_au] AFTER UPDATE OF [country], [method], [technique], [status], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [same_as], [end] ON [contracts] WHEN (old.[country]) IS NOT (new.[country]) OR (old.[method]) IS NOT (new.[method]) OR (old.[technique]) IS NOT (new.[technique]) OR (old.[status]) IS NOT (new.[status]) OR (old.[big_tech]) IS NOT (new.[big_tech]) OR (old.[data_outsourcing]) IS NOT (new.[data_outsourcing]) OR (old.[worker_surveillance]) IS NOT (new.[worker_surveillance]) OR (old.[public_surveillance_ai]) IS NOT (new.[public_surveillance_ai]) OR (old.[public_alternative]) IS NOT (new.[public_alternative]) OR (old.[data_law_exposure]) IS NOT (new.[data_law_exposure]) OR (old.[vendor_groups]) IS NOT (new.[vendor_groups]) OR (CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END) IS NOT (CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END) OR (CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) IS NOT (CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END) BEGIN  UPDATE [contract_group_counts] SET rows = rows - 1 WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], old.[vendor_groups], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND old.vendor_groups <> '[]'; DELETE FROM [contract_group_counts] WHERE key = json_array(old.[country], old.[method], old.[technique], old.[status], old.[big_tech], old.[data_outsourcing], old.[worker_surveillance], old.[public_surveillance_ai], old.[public_alternative], old.[data_law_exposure], old.[vendor_groups], CASE WHEN old.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN old.[end] IS NULL THEN NULL ELSE '' END) AND rows = 0;INSERT INTO [contract_group_counts] SELECT json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END), new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END, 0 WHERE new.vendor_groups <> '[]' AND NOT EXISTS (SELECT 1 FROM [contract_group_counts] WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END)); UPDATE [contract_group_counts] SET rows = rows + 1 WHERE key = json_array(new.[country], new.[method], new.[technique], new.[status], new.[big_tech], new.[data_outsourcing], new.[worker_surveillance], new.[public_surveillance_ai], new.[public_alternative], new.[data_law_exposure], new.[vendor_groups], CASE WHEN new.[same_as] IS NULL THEN NULL ELSE '' END, CASE WHEN new.[end] IS NULL THEN NULL ELSE '' END) AND new.vendor_groups <> '[]'; END;
CREATE TRIGGER [notice_counts_ai] AFTER INSERT ON [notices]  BEGIN INSERT INTO [notice_counts] SELECT json_array(new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing]), new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [notice_counts] WHERE key = json_array(new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing])); UPDATE [notice_counts] SET rows = rows + 1 WHERE key = json_array(new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing]) AND 1; END;
CREATE TRIGGER [notice_counts_ad] AFTER DELETE ON [notices]  BEGIN  UPDATE [notice_counts] SET rows = rows - 1 WHERE key = json_array(old.[portal], old.[kind], old.[state], old.[country], old.[language], old.[method], old.[big_tech], old.[data_outsourcing]) AND 1; DELETE FROM [notice_counts] WHERE key = json_array(old.[portal], old.[kind], old.[state], old.[country], old.[language], old.[method], old.[big_tech], old.[data_outsourcing]) AND rows = 0; END;
CREATE TRIGGER [notice_counts_au] AFTER UPDATE OF [portal], [kind], [state], [country], [language], [method], [big_tech], [data_outsourcing] ON [notices] WHEN (old.[portal]) IS NOT (new.[portal]) OR (old.[kind]) IS NOT (new.[kind]) OR (old.[state]) IS NOT (new.[state]) OR (old.[country]) IS NOT (new.[country]) OR (old.[language]) IS NOT (new.[language]) OR (old.[method]) IS NOT (new.[method]) OR (old.[big_tech]) IS NOT (new.[big_tech]) OR (old.[data_outsourcing]) IS NOT (new.[data_outsourcing]) BEGIN  UPDATE [notice_counts] SET rows = rows - 1 WHERE key = json_array(old.[portal], old.[kind], old.[state], old.[country], old.[language], old.[method], old.[big_tech], old.[data_outsourcing]) AND 1; DELETE FROM [notice_counts] WHERE key = json_array(old.[portal], old.[kind], old.[state], old.[country], old.[language], old.[method], old.[big_tech], old.[data_outsourcing]) AND rows = 0;INSERT INTO [notice_counts] SELECT json_array(new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing]), new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [notice_counts] WHERE key = json_array(new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing])); UPDATE [notice_counts] SET rows = rows + 1 WHERE key = json_array(new.[portal], new.[kind], new.[state], new.[country], new.[language], new.[method], new.[big_tech], new.[data_outsourcing]) AND 1; END;
CREATE TRIGGER [tag_counts_ai] AFTER INSERT ON [tags]  BEGIN INSERT INTO [tag_counts] SELECT json_array(new.[tag], new.[value], new.[confidence], new.[rule]), new.[tag], new.[value], new.[confidence], new.[rule], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [tag_counts] WHERE key = json_array(new.[tag], new.[value], new.[confidence], new.[rule])); UPDATE [tag_counts] SET rows = rows + 1 WHERE key = json_array(new.[tag], new.[value], new.[confidence], new.[rule]) AND 1; END;
CREATE TRIGGER [tag_counts_ad] AFTER DELETE ON [tags]  BEGIN  UPDATE [tag_counts] SET rows = rows - 1 WHERE key = json_array(old.[tag], old.[value], old.[confidence], old.[rule]) AND 1; DELETE FROM [tag_counts] WHERE key = json_array(old.[tag], old.[value], old.[confidence], old.[rule]) AND rows = 0; END;
CREATE TRIGGER [tag_counts_au] AFTER UPDATE OF [tag], [value], [confidence], [rule] ON [tags] WHEN (old.[tag]) IS NOT (new.[tag]) OR (old.[value]) IS NOT (new.[value]) OR (old.[confidence]) IS NOT (new.[confidence]) OR (old.[rule]) IS NOT (new.[rule]) BEGIN  UPDATE [tag_counts] SET rows = rows - 1 WHERE key = json_array(old.[tag], old.[value], old.[confidence], old.[rule]) AND 1; DELETE FROM [tag_counts] WHERE key = json_array(old.[tag], old.[value], old.[confidence], old.[rule]) AND rows = 0;INSERT INTO [tag_counts] SELECT json_array(new.[tag], new.[value], new.[confidence], new.[rule]), new.[tag], new.[value], new.[confidence], new.[rule], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [tag_counts] WHERE key = json_array(new.[tag], new.[value], new.[confidence], new.[rule])); UPDATE [tag_counts] SET rows = rows + 1 WHERE key = json_array(new.[tag], new.[value], new.[confidence], new.[rule]) AND 1; END;
CREATE TRIGGER [register_counts_ai] AFTER INSERT ON [register]  BEGIN INSERT INTO [register_counts] SELECT json_array(new.[portal], new.[scope], new.[kind]), new.[portal], new.[scope], new.[kind], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [register_counts] WHERE key = json_array(new.[portal], new.[scope], new.[kind])); UPDATE [register_counts] SET rows = rows + 1 WHERE key = json_array(new.[portal], new.[scope], new.[kind]) AND 1; END;
CREATE TRIGGER [register_counts_ad] AFTER DELETE ON [register]  BEGIN  UPDATE [register_counts] SET rows = rows - 1 WHERE key = json_array(old.[portal], old.[scope], old.[kind]) AND 1; DELETE FROM [register_counts] WHERE key = json_array(old.[portal], old.[scope], old.[kind]) AND rows = 0; END;
CREATE TRIGGER [register_counts_au] AFTER UPDATE OF [portal], [scope], [kind] ON [register] WHEN (old.[portal]) IS NOT (new.[portal]) OR (old.[scope]) IS NOT (new.[scope]) OR (old.[kind]) IS NOT (new.[kind]) BEGIN  UPDATE [register_counts] SET rows = rows - 1 WHERE key = json_array(old.[portal], old.[scope], old.[kind]) AND 1; DELETE FROM [register_counts] WHERE key = json_array(old.[portal], old.[scope], old.[kind]) AND rows = 0;INSERT INTO [register_counts] SELECT json_array(new.[portal], new.[scope], new.[kind]), new.[portal], new.[scope], new.[kind], 0 WHERE 1 AND NOT EXISTS (SELECT 1 FROM [register_counts] WHERE key = json_array(new.[portal], new.[scope], new.[kind])); UPDATE [register_counts] SET rows = rows + 1 WHERE key = json_array(new.[portal], new.[scope], new.[kind]) AND 1; END;
COMMIT;
PRAGMA user_version = 13;
