BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (1,1,'vigie','m001_first_tables','2026-11-28 09:21:48.252073+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (2,2,'vigie','m002_health','2026-11-28 09:21:48.271330+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (3,3,'vigie','m003_aggregates','2026-11-28 09:21:48.302094+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (4,4,'vigie','m004_dossiers','2026-11-28 09:21:48.330261+00:00');
INSERT INTO [_sqlite_migrations] ([rowid], [id], [migration_set], [name], [applied_at]) VALUES (5,5,'vigie','m005_proofs_and_corrections','2026-11-28 09:21:48.354453+00:00');
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
  [source] TEXT,
  [checked_on] TEXT,
  PRIMARY KEY ([id])
);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (1,'alphabet','Alphabet / Google','gafam','US','us','Google Cloud, Workspace, Chromebooks, Android, Maps',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (2,'amazon','Amazon / AWS','gafam','US','us','Largest cloud provider; also e-commerce supplies (Amazon Business)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (3,'apple','Apple','gafam','US','us','iPad/Mac fleets in schools and administrations',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (4,'meta','Meta Platforms','gafam','US','us','Public bodies'' advertising, Workplace, WhatsApp Business',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (5,'microsoft','Microsoft','gafam','US','us','Office/365, Azure, Windows licences, mostly bought through resellers',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (6,'oracle','Oracle','big_tech','US','us','Databases, ERP, OCI cloud, health records (Cerner)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (7,'ibm','IBM','big_tech','US','us','Mainframe, consulting, Red Hat, cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (8,'kyndryl','Kyndryl','big_it_services','US','us','Former IBM infrastructure outsourcing arm',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (9,'salesforce','Salesforce','big_tech','US','us','CRM SaaS, Tableau, Slack, MuleSoft',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (10,'sap','SAP','big_tech','DE','eu','ERP and HR SaaS (SuccessFactors); EU parent, US subsidiaries',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (11,'palantir','Palantir','surveillance_vendor','US','us','Police, intelligence and health data platforms',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (12,'servicenow','ServiceNow','big_tech','US','us','ITSM / workflow SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (13,'workday','Workday','big_tech','US','us','HR and finance SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (14,'cisco','Cisco','big_tech','US','us','Networks, Webex, Meraki, Splunk',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (15,'dell','Dell Technologies','big_tech','US','us','PCs, servers, storage',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (16,'hp','HP Inc.','big_tech','US','us','PCs and printers',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (17,'hpe','Hewlett Packard Enterprise','big_tech','US','us','Servers, Aruba, Juniper, GreenLake',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (18,'broadcom','Broadcom / VMware','big_tech','US','us','Virtualisation licences; Symantec, CA',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (19,'adobe','Adobe','big_tech','US','us','Creative Cloud, Acrobat Sign',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (20,'openai','OpenAI','big_tech','US','us','ChatGPT; often reached through Azure',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (21,'anthropic','Anthropic','big_tech','US','us','Claude models; often through AWS/Google',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (22,'xai','xAI / X Corp','big_tech','US','us','Grok, X (formerly Twitter) advertising',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (23,'snowflake','Snowflake','big_tech','US','us','Data warehouse SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (24,'databricks','Databricks','big_tech','US','us','Data/AI platform SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (25,'nvidia','NVIDIA','big_tech','US','us','GPU and AI systems',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (26,'intel','Intel','big_tech','US','us','Processors',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (27,'lenovo','Lenovo','big_tech','CN','cn','PCs and servers (HK/CN parent)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (28,'samsung','Samsung','big_tech','KR','other','Phones, tablets, Samsung SDS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (29,'citrix','Citrix / Cloud Software Group','big_tech','US','us','Virtual desktops; also TIBCO, NetScaler',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (30,'zoom','Zoom','big_tech','US','us','Video conferencing SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (31,'docusign','DocuSign','big_tech','US','us','Electronic signature SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (32,'atlassian','Atlassian','big_tech','US','us','Jira/Confluence; AU origin, US-incorporated parent',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (33,'opentext','OpenText','big_tech','CA','ca','Content management, Micro Focus',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (34,'esri','Esri','big_tech','US','us','GIS (ArcGIS)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (35,'sas','SAS Institute','big_tech','US','us','Analytics, fraud detection',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (36,'elastic','Elastic','big_tech','NL','us_nexus','Search/observability; NL parent listed in the US',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (37,'nutanix','Nutanix','big_tech','US','us','Hyperconverged infrastructure',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (38,'netapp','NetApp','big_tech','US','us','Storage',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (39,'cloudflare','Cloudflare','big_tech','US','us','CDN and security',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (40,'akamai','Akamai','big_tech','US','us','CDN and security',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (41,'crowdstrike','CrowdStrike','big_tech','US','us','Endpoint security SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (42,'paloalto','Palo Alto Networks','big_tech','US','us','Security',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (43,'fortinet','Fortinet','big_tech','US','us','Security',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (44,'okta','Okta','big_tech','US','us','Identity SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (45,'qlik','Qlik / Talend','big_tech','US','us','Analytics',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (46,'sage','Sage','big_tech','GB','uk','Accounting and payroll software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (47,'infor','Infor','big_tech','US','us','ERP',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (48,'ukg','UKG (Kronos)','surveillance_vendor','US','us','Time and attendance, workforce management',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (49,'adp','ADP','big_it_services','US','us','Payroll outsourcing',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (50,'verint','Verint / Cognyte','surveillance_vendor','US','us','Call-centre recording; Cognyte (IL) is a separate interception vendor',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (51,'nice','NICE','surveillance_vendor','IL','il','Call-centre recording, workforce management, evidence platform',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (52,'genesys','Genesys','big_tech','US','us','Contact-centre SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (53,'huawei','Huawei','big_tech','CN','cn','Networks, cloud, safe-city video',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (54,'zte','ZTE','big_tech','CN','cn','Networks',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (55,'alibaba','Alibaba','big_tech','CN','cn','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (56,'tencent','Tencent','big_tech','CN','cn','Cloud, WeChat',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (57,'bytedance','ByteDance / TikTok','big_tech','CN','cn','TikTok, Lark',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (58,'hikvision','Hikvision','surveillance_vendor','CN','cn','Video surveillance',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (59,'dahua','Dahua','surveillance_vendor','CN','cn','Video surveillance',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (60,'dji','DJI','surveillance_vendor','CN','cn','Drones',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (61,'nec','NEC','surveillance_vendor','JP','jp','Biometrics, facial recognition; NEC Software Solutions UK (ex Northgate PS)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (62,'fujitsu','Fujitsu','big_it_services','JP','jp','IT services; UK Horizon supplier',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (63,'hitachi','Hitachi','big_it_services','JP','jp','Storage, rail, data services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (64,'thales','Thales','surveillance_vendor','FR','eu','Digital identity and biometrics; S3NS joint venture with Google',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (65,'idemia','IDEMIA','surveillance_vendor','FR','eu','Biometrics and identity; owned by US private equity (Advent)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (66,'clearview','Clearview AI','surveillance_vendor','US','us','Facial recognition from scraped images',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (67,'axon','Axon Enterprise','surveillance_vendor','US','us','Body cameras, Evidence.com, Fusus',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (68,'motorola','Motorola Solutions','surveillance_vendor','US','us','Radios, Avigilon video, Pelco, CommandCentral',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (69,'nso','NSO Group','surveillance_vendor','IL','il','Pegasus spyware',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (70,'cellebrite','Cellebrite','surveillance_vendor','IL','il','Phone extraction',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (71,'grayshift','Magnet Forensics / Grayshift','surveillance_vendor','CA','ca','GrayKey phone extraction',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (72,'genetec','Genetec','surveillance_vendor','CA','ca','Video management, ANPR (AutoVu)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (73,'briefcam','BriefCam / Milestone (Canon)','surveillance_vendor','JP','jp','Video analytics; merged with Milestone Systems under Canon',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (74,'axis','Axis Communications (Canon)','surveillance_vendor','SE','eu','Network cameras; Canon (JP) parent',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (75,'cognitec','Cognitec','surveillance_vendor','DE','eu','Facial recognition',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (76,'vocord_ntech','NtechLab','surveillance_vendor','RU','ru','Facial recognition',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (77,'wintics','Wintics','surveillance_vendor','FR','eu','Algorithmic video surveillance (Cityvision)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (78,'videtics','Videtics','surveillance_vendor','FR','eu','Algorithmic video surveillance',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (79,'xxii','XXII','surveillance_vendor','FR','eu','Algorithmic video surveillance',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (80,'evitech','Evitech','surveillance_vendor','FR','eu','Video analytics',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (81,'flock','Flock Safety','surveillance_vendor','US','us','ANPR networks',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (82,'shotspotter','SoundThinking (ShotSpotter)','surveillance_vendor','US','us','Gunshot detection, predictive policing',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (83,'geolitica','Geolitica / PredPol','surveillance_vendor','US','us','Predictive policing (former PredPol)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (84,'lexisnexis','RELX / LexisNexis','surveillance_vendor','GB','uk','Data broker products; also legal databases (benign)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (85,'thomsonreuters','Thomson Reuters','surveillance_vendor','CA','ca','CLEAR data broker; also legal databases (benign)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (86,'experian','Experian','surveillance_vendor','IE','eu','Credit and identity data; UK-listed',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (87,'equifax','Equifax','surveillance_vendor','US','us','Credit and income verification',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (88,'proctoru','Meazure / ProctorU','surveillance_vendor','US','us','E-proctoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (89,'proctorio','Proctorio','surveillance_vendor','US','us','E-proctoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (90,'turnitin','Turnitin','surveillance_vendor','US','us','Plagiarism and exam monitoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (91,'managexam','Managexam','surveillance_vendor','FR','eu','E-proctoring (FR)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (92,'teramind','Teramind','surveillance_vendor','US','us','Employee monitoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (93,'hubstaff','Hubstaff','surveillance_vendor','US','us','Employee monitoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (94,'samsara','Samsara','surveillance_vendor','US','us','Fleet and driver monitoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (95,'geotab','Geotab','surveillance_vendor','CA','ca','Fleet telematics',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (96,'webfleet','Webfleet (Bridgestone)','surveillance_vendor','NL','jp','Fleet telematics',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (97,'ocean','Orange Ocean / Fleet (Océan)','surveillance_vendor','FR','eu','Vehicle geolocation',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (98,'quartix','Quartix','surveillance_vendor','GB','uk','Vehicle tracking',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (99,'kelio','Kelio / Bodet Software','surveillance_vendor','FR','eu','Time clocks, access control',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (100,'horoquartz','Horoquartz','surveillance_vendor','FR','eu','Time management (Amano, JP parent)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (101,'gfos','GFOS','surveillance_vendor','DE','eu','German workforce management',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (102,'atoss','ATOSS Software','surveillance_vendor','DE','eu','Workforce scheduling; not Atos',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (103,'interflex','Interflex','surveillance_vendor','DE','eu','Time and access (Allegion, US-listed)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (104,'accenture','Accenture','big_it_services','IE','us_nexus','IT services; Irish-domiciled, US-listed',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (105,'deloitte','Deloitte','big_it_services','GB','network','Consulting network',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (106,'pwc','PwC','big_it_services','GB','network','Consulting network',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (107,'ey','EY','big_it_services','GB','network','Consulting network',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (108,'kpmg','KPMG','big_it_services','GB','network','Consulting network',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (109,'mckinsey','McKinsey','big_it_services','US','us','Strategy and QuantumBlack analytics',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (110,'bcg','Boston Consulting Group','big_it_services','US','us','Strategy and digital',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (111,'bain','Bain & Company','big_it_services','US','us','Strategy',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (112,'rolandberger','Roland Berger','big_it_services','DE','eu','Strategy',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (113,'boozallen','Booz Allen Hamilton','big_it_services','US','us','US government IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (114,'leidos','Leidos','big_it_services','US','us','US/UK government IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (115,'saic','SAIC','big_it_services','US','us','US government IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (116,'gdit','General Dynamics IT','big_it_services','US','us','US government IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (117,'bae','BAE Systems Digital Intelligence','big_it_services','GB','uk','Formerly Detica',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (118,'capgemini','Capgemini','big_it_services','FR','eu','IT services; Bleu joint venture with Orange on Azure',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (119,'atos','Atos / Eviden','big_it_services','FR','eu','IT services, supercomputers (Bull)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (120,'sopra','Sopra Steria','big_it_services','FR','eu','IT and BPO (SSCL UK)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (121,'cgi','CGI','big_it_services','CA','ca','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (122,'tcs','Tata Consultancy Services','big_it_services','IN','in','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (123,'infosys','Infosys','big_it_services','IN','in','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (124,'wipro','Wipro','big_it_services','IN','in','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (125,'hcl','HCLTech','big_it_services','IN','in','IT services, HCL Software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (126,'techm','Tech Mahindra','big_it_services','IN','in','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (127,'cognizant','Cognizant','big_it_services','US','us','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (128,'dxc','DXC Technology','big_it_services','US','us','IT outsourcing (ex CSC, HP ES)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (129,'nttdata','NTT / NTT Data','big_it_services','JP','jp','IT services (everis, Dimension Data)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (130,'unisys','Unisys','big_it_services','US','us','IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (131,'serco','Serco','big_it_services','GB','uk','Outsourcing, contact centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (132,'capita','Capita','big_it_services','GB','uk','BPO, benefits assessment',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (133,'maximus','Maximus','big_it_services','US','us','Benefits and health assessments BPO',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (134,'conduent','Conduent','big_it_services','US','us','BPO, tolling, benefits payment',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (135,'teleperformance','Teleperformance / TP (Majorel)','big_it_services','FR','eu','Call centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (136,'concentrix','Concentrix (Webhelp)','big_it_services','US','us','Call centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (137,'foundever','Foundever (Sitel)','big_it_services','LU','eu','Call centres; owned by FR Creadev',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (138,'konecta','Konecta / Comdata','big_it_services','ES','eu','Call centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (139,'armatis','Armatis','big_it_services','FR','eu','Call centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (140,'intelcia','Intelcia','big_it_services','MA','ma','Call centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (141,'tessi','Tessi','big_it_services','FR','eu','Document digitisation BPO',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (142,'docaposte','Docaposte (La Poste)','sovereign_alternative','FR','eu','Trusted third party, hosting, NumSpot',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (143,'civica','Civica','big_it_services','GB','uk','Local government software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (144,'tyler','Tyler Technologies','big_tech','US','us','US local government software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (145,'unit4','Unit4','big_tech','NL','eu','ERP; owned by US private equity',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (146,'visma','Visma','big_tech','NO','eu','Public sector SaaS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (147,'tieto','Tietoevry','big_it_services','FI','eu','Nordic IT services and health records',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (148,'netcompany','Netcompany','big_it_services','DK','eu','Government IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (149,'kmd','KMD (NEC)','big_it_services','DK','jp','Danish public IT; NEC subsidiary',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (150,'asseco','Asseco','big_it_services','PL','eu','Public IT in CEE',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (151,'comarch','Comarch','big_it_services','PL','eu','IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (152,'indra','Indra / Minsait','big_it_services','ES','eu','IT, elections, border',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (153,'engineering','Engineering Ingegneria Informatica','big_it_services','IT','eu','IT; owned by US private equity (Bain, NB)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (154,'almaviva','AlmavivA','big_it_services','IT','eu','IT and contact centres',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (155,'leonardo','Leonardo','big_it_services','IT','eu','Defence, PSN shareholder',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (156,'tim','TIM / Telecom Italia','big_it_services','IT','eu','Telecom, Noovle cloud, PSN shareholder',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (157,'psn','Polo Strategico Nazionale','sovereign_alternative','IT','eu','Italian state cloud (TIM, Leonardo, CDP, Sogei); uses US hyperscalers in some tiers',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (158,'aruba','Aruba S.p.A.','sovereign_alternative','IT','eu','Hosting; not HPE Aruba Networks',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (159,'dedalus','Dedalus','big_it_services','IT','eu','Health records',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (160,'doctolib','Doctolib','big_tech','FR','eu','Health appointments; hosted on AWS',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (161,'maincare','Maincare (Docaposte)','big_it_services','FR','eu','Hospital software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (162,'softwaymedical','Softway Medical','big_it_services','FR','eu','Hospital software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (163,'bergerlevrault','Berger-Levrault','big_it_services','FR','eu','Local government software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (164,'cegid','Cegid','big_tech','FR','eu','HR/finance SaaS; owned by US private equity',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (165,'ciril','Ciril Group','sovereign_alternative','FR','eu','Local government software and HDS cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (166,'cegedim','Cegedim','big_it_services','FR','eu','Health data and HR outsourcing',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (167,'arpege','Arpège','big_it_services','FR','eu','Citizen-services software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (168,'inetum','Inetum (ex GFI)','big_it_services','FR','eu','IT; owned by US private equity (Bain Capital)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (169,'worldline','Worldline','big_it_services','FR','eu','Payments',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (170,'adesso','adesso','big_it_services','DE','eu','IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (171,'materna','Materna','big_it_services','DE','eu','IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (172,'msg','msg','big_it_services','DE','eu','IT',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (173,'dataport','Dataport','sovereign_alternative','DE','eu','Public bodies: not private outsourcing',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (174,'ovh','OVHcloud','sovereign_alternative','FR','eu','Cloud; some SecNumCloud and HDS offers; US and CA subsidiaries exist',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (175,'scaleway','Scaleway (iliad)','sovereign_alternative','FR','eu','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (176,'outscale','3DS Outscale (Dassault Systèmes)','sovereign_alternative','FR','eu','SecNumCloud cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (177,'cloudtemple','Cloud Temple','sovereign_alternative','FR','eu','SecNumCloud cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (178,'numspot','NumSpot','sovereign_alternative','FR','eu','Cloud (Docaposte, Bouygues, Dassault, Banque des Territoires)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (179,'s3ns','S3NS (Thales-Google)','sovereign_alternative','FR','hybrid','Trusted cloud on Google technology',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (180,'bleu','Bleu (Orange-Capgemini)','sovereign_alternative','FR','hybrid','Trusted cloud on Microsoft technology',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (181,'delos','Delos Cloud (SAP)','sovereign_alternative','DE','hybrid','German public cloud on Microsoft technology',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (182,'ionos','IONOS','sovereign_alternative','DE','eu','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (183,'tsystems','Deutsche Telekom / T-Systems','sovereign_alternative','DE','eu','Telecom and cloud; T-Mobile US subsidiary',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (184,'stackit','STACKIT (Schwarz)','sovereign_alternative','DE','eu','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (185,'plusserver','plusserver','sovereign_alternative','DE','eu','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (186,'hetzner','Hetzner','sovereign_alternative','DE','eu','Hosting',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (187,'nextcloud','Nextcloud','sovereign_alternative','DE','eu','Free-software collaboration',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (188,'infomaniak','Infomaniak','sovereign_alternative','CH','ch','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (189,'exoscale','Exoscale (A1)','sovereign_alternative','CH','ch','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (190,'swisscom','Swisscom','sovereign_alternative','CH','ch','Telecom and cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (191,'leaseweb','Leaseweb','sovereign_alternative','NL','eu','Hosting',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (192,'upcloud','UpCloud','sovereign_alternative','FI','eu','Cloud',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (193,'linagora','Linagora','sovereign_alternative','FR','eu','Free software',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (194,'jamespot','Jamespot','sovereign_alternative','FR','eu','Collaboration suites',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (195,'orange','Orange Business','sovereign_alternative','FR','eu','Telecom, cloud, HDS; also resells US clouds',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (196,'telefonica','Telefónica Tech','big_it_services','ES','eu','Telecom and IT; resells hyperscalers',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (197,'bt','BT','big_it_services','GB','uk','Telecom',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (198,'vodafone','Vodafone','big_it_services','GB','uk','Telecom',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (199,'proximus','Proximus','big_it_services','BE','eu','Telecom; resells hyperscalers',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (200,'kpn','KPN','big_it_services','NL','eu','Telecom',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (201,'sfr','SFR / Altice','big_it_services','FR','eu','Telecom',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (202,'bouyguestel','Bouygues Telecom','big_it_services','FR','eu','Telecom',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (203,'softwareone','SoftwareOne','reseller','CH','ch','Licence reseller (ex COMPAREX; merged with Crayon)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (204,'crayon','Crayon','reseller','NO','eu','Licence reseller (acquired by SoftwareOne)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (205,'bechtle','Bechtle','reseller','DE','eu','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (206,'computacenter','Computacenter','reseller','GB','uk','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (207,'cancom','CANCOM','reseller','DE','eu','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (208,'shi','SHI International','reseller','US','us','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (209,'insight','Insight Enterprises','reseller','US','us','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (210,'scc','SCC (Specialist Computer Centres)','reseller','GB','uk','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (211,'econocom','Econocom','reseller','FR','eu','IT leasing and reseller (BE-listed)',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (212,'ugap','UGAP','reseller','FR','eu','French central purchasing body: public, resells',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (213,'softcat','Softcat','reseller','GB','uk','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (214,'bytes','Bytes Technology / Phoenix Software','reseller','GB','uk','Licence reseller group',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (215,'trustmarque','Trustmarque','reseller','GB','uk','Licence reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (216,'carahsoft','Carahsoft','reseller','US','us','US government reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (217,'cdw','CDW','reseller','US','us','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (218,'data3','Data#3','reseller','AU','au','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (219,'softchoice','Softchoice (World Wide Technology)','reseller','US','us','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (220,'wwt','World Wide Technology','reseller','US','us','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (221,'proact','Proact','reseller','SE','eu','Data centre reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (222,'atea','Atea','reseller','NO','eu','Nordic IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (223,'dustin','Dustin (Centralpoint)','reseller','SE','eu','IT reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (224,'advania','Advania','reseller','SE','eu','Nordic/UK reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (225,'protinus','Protinus IT','reseller','NL','eu','Dutch public-sector reseller',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (226,'sva','SVA System Vertrieb Alexander','reseller','DE','eu','German system house',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (227,'controlware','Controlware','reseller','DE','eu','German system house',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (228,'axians','Axians (VINCI Energies)','reseller','FR','eu','ICT integrator',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (229,'spie','SPIE ICS','reseller','FR','eu','ICT integrator',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (230,'nxo','NXO','reseller','FR','eu','ICT integrator',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (231,'snef','SNEF','reseller','FR','eu','CCTV and network integrator',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (232,'eiffage','Eiffage Énergie','reseller','FR','eu','CCTV integrator',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (233,'xerox','Xerox','big_tech','US','us','Print',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (234,'ricoh','Ricoh','big_tech','JP','jp','Print and IT services',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (235,'konica','Konica Minolta','big_tech','JP','jp','Print and IT services; MOBOTIX former parent',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (236,'canon','Canon','big_tech','JP','jp','Print and document outsourcing',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (237,'securitas','Securitas','surveillance_vendor','SE','eu','Guarding and monitoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (238,'g4s','G4S (Allied Universal)','surveillance_vendor','US','us','Guarding, electronic monitoring',NULL,NULL);
INSERT INTO [vendor_groups] ([rowid], [id], [name], [tier], [hq_country], [regime], [why_listed], [source], [checked_on]) VALUES (239,'buddi','Buddi','surveillance_vendor','GB','uk','Electronic tagging',NULL,NULL);
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
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (3,'products.csv:101','amazon','product','Ring Neighbors',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (4,'products.csv:102','alphabet','product','Google Workspace',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (5,'products.csv:103','alphabet','product','G Suite',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (6,'products.csv:104','alphabet','product','Google Apps',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (7,'products.csv:105','alphabet','product','Gmail',NULL,NULL,'title','workspace | licen* | google apps',NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (8,'products.csv:106','alphabet','product','Google Drive',NULL,NULL,'title','workspace | licen*',NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (9,'products.csv:107','alphabet','product','Google Classroom',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (10,'products.csv:108','alphabet','product','Workspace for Education',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (11,'products.csv:109','alphabet','product','Google Meet',NULL,NULL,'title','workspace | licen*',NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (12,'products.csv:11','microsoft','product','Dynamics 365',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (13,'products.csv:110','alphabet','product','Google Analytics',NULL,NULL,'title',NULL,NULL,NULL,NULL,'medium');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (14,'products.csv:111','alphabet','product','Google Maps Platform',NULL,NULL,'title',NULL,NULL,NULL,NULL,'medium');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (15,'products.csv:112','alphabet','product','Google Ads',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (16,'products.csv:113','alphabet','product','YouTube',NULL,NULL,'title','ads | campaign',NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (17,'products.csv:114','alphabet','product','AppSheet',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (18,'products.csv:115','alphabet','product','reCAPTCHA',NULL,NULL,'any','enterprise',NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (19,'products.csv:116','alphabet','product','Google Cloud Platform',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
INSERT INTO [vendor_proofs] ([rowid], [rule], [vendor_group], [kind], [name], [scheme], [number], [match], [context], [since], [until], [source], [confidence]) VALUES (20,'products.csv:117','alphabet','product','Google Cloud',NULL,NULL,'any',NULL,NULL,NULL,NULL,'high');
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
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (2,'ted:990112-2026','ted','990112-2026','ted:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','award','none','current',NULL,NULL,'1195e9a6-b1fc-59fc-b351-0859ebe9cf0a','01','30','2026-11-05','fr','Portail Wifi TGV Lyria','La société LYRIA souhaite acquérir un portail wifi à bord de ses TGV Lyria comprenant un contenu Lyria et une offre de divertissement (films, séries, documentaires, jeux). La solution est hébergée par le titulaire en mode SaaS.','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','CPV 48000000','Logiciels et systèmes d''information',NULL,NULL,NULL,NULL,'selective','none',NULL,'https://ted.europa.eu/en/notice/-/detail/990112-2026',1,'yes','code CPV 48000000','no','yes','no','no','no','eu_only','[]','["not-val","rec-sub-cou","win-ten-val"]','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','58d34af55ae22b822d8cda2cb06de9bafcca34657fdec786524c9cfb9590802f');
INSERT INTO [notices] ([rowid], [id], [portal], [number], [procedure_id], [kind], [change], [state], [replaces], [replaced_by], [notice_identifier], [notice_version], [form], [published], [language], [title], [description], [buyer], [buyer_id], [country], [suppliers], [main_code], [main_code_label], [value], [currency], [value_eur], [value_basis], [method], [technique], [deadline], [url], [lots], [digital], [scope_reason], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [vendor_groups], [withheld], [document_sha256], [content_sha256]) VALUES (3,'boamp:26-990101','boamp','26-990101','boamp:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','award','none','current',NULL,NULL,'1195e9a6-b1fc-59fc-b351-0859ebe9cf0a','01','30','2026-11-04','fr','Portail Wifi TGV Lyria','La société LYRIA souhaite acquérir un portail wifi à bord de ses TGV Lyria comprenant un contenu Lyria et une offre de divertissement (films, séries, documentaires, jeux). La solution est hébergée par le titulaire en mode SaaS.','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','CPV 48000000','Logiciels et systèmes d''information',NULL,NULL,NULL,NULL,'selective','none',NULL,'https://www.boamp.fr/pages/avis/?q=idweb:26-990101',1,'yes','code CPV 48000000','no','yes','no','no','no','eu_only','[]','["not-val","rec-sub-cou","win-ten-val"]','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','04c175d09d4ea814793fd8a95ea46c1f89604c346f68b1fcadb7cea0d8eb65cb');
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
  PRIMARY KEY ([id]),
  FOREIGN KEY ([portal]) REFERENCES [portals]([name]),
  FOREIGN KEY ([procedure_id]) REFERENCES [procedures]([id]),
  FOREIGN KEY ([buyer_id]) REFERENCES [organizations]([id]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id])
);
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url]) VALUES (1,'ted:990101-2026/1','ted:0289868d-c5b5-5b67-8f0e-10335ab1dc66','ted','Dostawa pakietów subskrypcji Microsoft Office 365 lub produktu równoważnego','["LOT-0001"]','Metro Warszawskie Sp. z o.o.','PL-NIP-5262673576','PL','Geotechnology Sp. z o.o. Sp. k.','["microsoft"]','active','2026-11-02','2026-11-02','2026-10-19','2026-10-30',470479.76,'PLN','unknown','exact',NULL,NULL,106834.95,'2026-10-30',106834.95,NULL,0,1,4,'open','none',NULL,NULL,NULL,12.0,'unknown',NULL,106834.95,0,NULL,'CPV 48700000','yes','yes','yes','no','no','no','non_eu_parent','ted:990101-2026','https://ted.europa.eu/en/notice/-/detail/990101-2026');
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url]) VALUES (2,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','ted:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','ted','Portail Wifi TGV Lyria','["LOT-0001"]','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','[]','active','2026-11-05','2026-11-05','2024-07-08','2024-07-09',NULL,NULL,NULL,'undisclosed',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'selective','none',NULL,'2026-11-01','2030-10-29',47.97,'from_duration',NULL,NULL,0,NULL,'CPV 48000000','yes','no','yes','no','no','no','eu_only','ted:990112-2026','https://ted.europa.eu/en/notice/-/detail/990112-2026');
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url]) VALUES (3,'boamp:26-990101/Contrat Portail Wifi TGV Lyria','boamp:ae59008b-399c-5610-9b0e-d47ccf4fbd8b','boamp','Portail Wifi TGV Lyria','["LOT-0001"]','Société nationale SNCF','FR-SIREN-552049447','FR','MOMENT','[]','active','2026-11-04','2026-11-04','2024-07-08','2024-07-09',NULL,NULL,NULL,'undisclosed',NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'selective','none',NULL,'2026-11-01','2030-10-29',47.97,'from_duration',NULL,NULL,0,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','CPV 48000000','yes','no','yes','no','no','no','eu_only','boamp:26-990101','https://www.boamp.fr/pages/avis/?q=idweb:26-990101');
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url]) VALUES (4,'boamp:26-990103/2026-MEL-0398','boamp:26-880412','boamp','Renouvellement des licences Microsoft 365 et services associés','[]','METROPOLE EUROPEENNE DE LILLE','FR-SIREN-200093201','FR','COMPUTACENTER FRANCE','["computacenter","microsoft"]','active','2026-11-05','2026-11-05','2026-10-26',NULL,412000.0,'EUR','excluded','exact',NULL,NULL,412000.0,'2026-11-05',412000.0,NULL,0,1,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,NULL,412000.0,0,NULL,'CPV 48218000','yes','yes','yes','no','no','no','non_eu_parent','boamp:26-990103','https://www.boamp.fr/pages/avis/?q=idweb:26-990103');
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url]) VALUES (5,'find_a_tender:990301-2026/1','find_a_tender:ocds-h6vhtk-09a001','find_a_tender','Digital & Data Partner','["1"]','The Planning Inspectorate','GB-PPON-PDNZ-9152-XZLR','GB','Solirius Ltd','[]','active','2026-11-02','2026-11-02','2026-10-30',NULL,60000000.0,'GBP','excluded','exact',NULL,NULL,71959702.57,'2026-10-30',71959702.57,NULL,0,1,NULL,'selective','call_off',NULL,'2026-12-01','2028-11-30',NULL,'stated',NULL,71959702.57,0,NULL,'CPV 72000000','yes','no','no','no','no','no',NULL,'find_a_tender:990301-2026','https://www.find-tender.service.gov.uk/Notice/990301-2026');
INSERT INTO [contracts] ([rowid], [id], [procedure_id], [portal], [title], [lot_ids], [buyer], [buyer_id], [country], [suppliers], [vendor_groups], [status], [published], [updated], [decided], [signed], [value], [currency], [vat], [value_kind], [minimum], [maximum], [value_eur], [rate_date], [value_countable_eur], [ceiling_eur], [value_shared], [value_plausible], [tenders_received], [method], [technique], [framework_id], [start], [end], [months], [end_basis], [end_with_renewals], [initial_value_eur], [amendments], [same_as], [main_code], [digital], [big_tech], [data_outsourcing], [worker_surveillance], [public_surveillance_ai], [public_alternative], [data_law_exposure], [notice_id], [url]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','contracts_finder:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df','contracts_finder','Office 365 Managed Deployment','[]','Skills Funding Agency','name:GB:skills-funding-agency','GB','Microsoft Ltd','["microsoft"]','active','2026-11-06','2026-11-06','2026-10-28',NULL,17568.0,'GBP','unknown','exact',NULL,NULL,21069.8,'2026-10-30',21069.8,NULL,0,1,NULL,'direct',NULL,NULL,'2026-12-01','2027-11-30',NULL,'stated',NULL,21069.8,0,NULL,'CPV 72000000','yes','yes','yes','no','no','no','non_eu_parent','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','https://www.contractsfinder.service.gov.uk/Notice/a2b091c0-5a3a-5c1a-a4d9-44213100d51e');
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
INSERT INTO [suppliers] ([rowid], [contract_id], [organization_id], [name], [role], [country], [vendor_group], [basis], [rule], [evidence], [confidence]) VALUES (4,'boamp:26-990103/2026-MEL-0398','name:XX:computacenter-france','COMPUTACENTER FRANCE','main',NULL,'computacenter','legal_name','vendor_aliases.csv:1388','COMPUTACENTER FRANCE','high');
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
  PRIMARY KEY ([id]),
  FOREIGN KEY ([notice_id]) REFERENCES [notices]([id]),
  FOREIGN KEY ([contract_id]) REFERENCES [contracts]([id])
);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (1,'baabe01b5fd6a82f91b2','ted:990101-2026','ted:990101-2026/1','vendor','microsoft','named_product','high','products.csv:744','title',NULL,'pl','Microsoft Office 365',29);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (2,'7baca8c4fa647bdd65a2','ted:990101-2026','ted:990101-2026/1','big_tech','yes','named_product','high','products.csv:744','title',NULL,'pl','Microsoft Office 365',29);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (3,'5188ddebe3c863d791d7','ted:990101-2026','ted:990101-2026/1','data_outsourcing','yes','product','high','products.csv:744','title',NULL,'pl','Microsoft Office 365',29);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (4,'f0f78aa4380038e133b7','ted:990101-2026','ted:990101-2026/1','data_outsourcing','yes','licences','high','data_outsourcing/licences','title',NULL,'pl','subskrypcji',17);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (5,'783daef18c49e34baac0','ted:990101-2026','ted:990101-2026/1','data_law_exposure','non_eu_parent',NULL,'medium','products.csv:744','title',NULL,NULL,'Microsoft Office 365',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (6,'c9e0a2875b5f17980875','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','saas','high','data_outsourcing/saas','description',NULL,'fr','SaaS',222);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (7,'0a531dae5630053d6cba','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','cloud','high','data_outsourcing/cloud','description',NULL,'fr','hébergée par',188);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (8,'a1cc85a36346b8e81cf2','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','hosting','high','data_outsourcing/hosting','description',NULL,'fr','hébergée par le',188);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (9,'24b93a2f7575bf68aa87','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria','data_law_exposure','eu_only',NULL,'low','seat','supplier',NULL,NULL,'MOMENT',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (10,'e70412001097a5afa211','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','saas','high','data_outsourcing/saas','description',NULL,'fr','SaaS',222);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (11,'ad8824f7fb9333f30366','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','cloud','high','data_outsourcing/cloud','description',NULL,'fr','hébergée par',188);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (12,'e1197fe92ec0b67be030','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_outsourcing','yes','hosting','high','data_outsourcing/hosting','description',NULL,'fr','hébergée par le',188);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (13,'cbdd84ccf4057c3c4359','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','data_law_exposure','eu_only',NULL,'low','seat','supplier',NULL,NULL,'MOMENT',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (14,'87bfd1d20481b55fc89b','boamp:26-990103','boamp:26-990103/2026-MEL-0398','vendor','computacenter','reseller_winner','high','vendor_aliases.csv:1388','supplier',NULL,NULL,'COMPUTACENTER FRANCE',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (15,'218305ab9463560f469d','boamp:26-990103','boamp:26-990103/2026-MEL-0398','vendor','microsoft','named_product','high','products.csv:2','title',NULL,'fr','Microsoft 365',28);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (16,'7dcc943372d4d0a739c9','boamp:26-990103','boamp:26-990103/2026-MEL-0398','big_tech','yes','named_product','high','products.csv:2','title',NULL,'fr','Microsoft 365',28);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (17,'0f75db385d193421d13b','boamp:26-990103','boamp:26-990103/2026-MEL-0398','data_outsourcing','yes','product','medium','products.csv:2','title',NULL,'fr','Microsoft 365',28);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (18,'8d89845eedf872adb552','boamp:26-990103','boamp:26-990103/2026-MEL-0398','data_law_exposure','non_eu_parent',NULL,'medium','products.csv:2','title',NULL,NULL,'Microsoft 365',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (19,'8b54946c7328e4209394','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','vendor','microsoft','winner','high','vendor_aliases.csv:98','supplier',NULL,NULL,'Microsoft Ltd',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (20,'7fd144996fb50b58f56f','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','big_tech','yes','winner','high','vendor_aliases.csv:98','supplier',NULL,NULL,'Microsoft Ltd',NULL);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (21,'a69453f331e47a8f2f48','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','vendor','microsoft','named_product','high','products.csv:3','title',NULL,'en','Office 365',0);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (22,'b48da846f4ec4e21b909','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','big_tech','yes','named_product','high','products.csv:3','title',NULL,'en','Office 365',0);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (23,'8fc5841e4e4a0d91e8ab','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','data_outsourcing','yes','product','medium','products.csv:3','title',NULL,'en','Office 365',0);
INSERT INTO [tags] ([rowid], [id], [notice_id], [contract_id], [tag], [value], [role], [confidence], [rule], [field], [lot], [language], [evidence], [start]) VALUES (24,'bb2f00bb3aff41c70836','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1','data_law_exposure','non_eu_parent',NULL,'medium','products.csv:3','title',NULL,NULL,'Office 365',NULL);
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
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (1,'69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989','ted',NULL,'990101-2026.xml','application/xml','2026-11-28T09:21:48Z','ted/2026-11-28-0001.warc.gz',275,9574,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (2,'a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','ted',NULL,'990112-2026.xml','application/xml','2026-11-28T09:21:49Z','ted/2026-11-28-0001.warc.gz',2971,12513,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (3,'66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','boamp',NULL,'26-990101.json','application/json','2026-11-28T09:21:52Z','boamp/2026-11-28-0001.warc.gz',274,10473,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (4,'38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8','boamp',NULL,'26-990103.json','application/json','2026-11-28T09:21:52Z','boamp/2026-11-28-0001.warc.gz',3479,2978,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (5,'c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4','find_a_tender',NULL,'990301-2026.json','application/json','2026-11-28T09:21:56Z','find_a_tender/2026-11-28-0001.warc.gz',274,5172,'1',1,NULL);
INSERT INTO [documents] ([rowid], [sha256], [portal], [url], [file], [media_type], [received], [archive_file], [archive_offset], [length], [parser_version], [notices], [error]) VALUES (6,'1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa','contracts_finder',NULL,'sfa-o365.json','application/json','2026-11-28T09:21:59Z','contracts_finder/2026-11-28-0001.warc.gz',274,4231,'1',1,NULL);
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
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (1,1,'69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989','ted','990101-2026.xml','20261128T092148Z-ingest-ted-30122.6756','2026-11-28T09:21:48Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (2,2,'a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5','ted','990112-2026.xml','20261128T092148Z-ingest-ted-30122.6756','2026-11-28T09:21:49Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (3,3,'66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5','boamp','26-990101.json','20261128T092152Z-ingest-boamp-30128.ee00','2026-11-28T09:21:52Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (4,4,'38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8','boamp','26-990103.json','20261128T092152Z-ingest-boamp-30128.ee00','2026-11-28T09:21:52Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (5,5,'c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4','find_a_tender','990301-2026.json','20261128T092155Z-ingest-find_a_tender-30143.5ec7','2026-11-28T09:21:56Z');
INSERT INTO [receipts] ([rowid], [id], [sha256], [portal], [source], [run_id], [at]) VALUES (6,6,'1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa','contracts_finder','sfa-o365.json','20261128T092158Z-ingest-contracts_finder-30155.3b63','2026-11-28T09:21:59Z');
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
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (1,1,'2026-11-28T09:21:49Z','appeared','notice','ted:990101-2026',NULL,NULL,NULL,NULL,'20261128T092148Z-ingest-ted-30122.6756','69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (2,2,'2026-11-28T09:21:49Z','appeared','notice','ted:990101-2026','ted:990101-2026/1',NULL,NULL,NULL,'20261128T092148Z-ingest-ted-30122.6756','69e5c1c07ead93ad510ba569137b87dd765f145606b388eb47d7400fecb68989');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (3,3,'2026-11-28T09:21:49Z','appeared','notice','ted:990112-2026',NULL,NULL,NULL,NULL,'20261128T092148Z-ingest-ted-30122.6756','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (4,4,'2026-11-28T09:21:49Z','appeared','notice','ted:990112-2026','ted:990112-2026/Contrat Portail Wifi TGV Lyria',NULL,NULL,NULL,'20261128T092148Z-ingest-ted-30122.6756','a18fccb86489cbfbee55e16853f2ba95540e412fe5a5e4a5b68aec42ac730da5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (5,5,'2026-11-28T09:21:52Z','appeared','notice','boamp:26-990101',NULL,NULL,NULL,NULL,'20261128T092152Z-ingest-boamp-30128.ee00','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (6,6,'2026-11-28T09:21:52Z','appeared','notice','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria',NULL,NULL,NULL,'20261128T092152Z-ingest-boamp-30128.ee00','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (7,7,'2026-11-28T09:21:52Z','changed','link','boamp:26-990101','boamp:26-990101/Contrat Portail Wifi TGV Lyria','same_as',NULL,'ted:990112-2026/Contrat Portail Wifi TGV Lyria','20261128T092152Z-ingest-boamp-30128.ee00','66dbe7cabc3a2aac8bbb1cb4c42daf605d4d4f7f8112a8411d34abf87f6d1cb5');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (8,8,'2026-11-28T09:21:52Z','appeared','notice','boamp:26-990103',NULL,NULL,NULL,NULL,'20261128T092152Z-ingest-boamp-30128.ee00','38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (9,9,'2026-11-28T09:21:52Z','appeared','notice','boamp:26-990103','boamp:26-990103/2026-MEL-0398',NULL,NULL,NULL,'20261128T092152Z-ingest-boamp-30128.ee00','38fed3c006f86fac0271f67d85bdaef3ff0d7a7f3fa4b111ba1a4cec73bf53b8');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (10,10,'2026-11-28T09:21:56Z','appeared','notice','find_a_tender:990301-2026',NULL,NULL,NULL,NULL,'20261128T092155Z-ingest-find_a_tender-30143.5ec7','c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (11,11,'2026-11-28T09:21:56Z','appeared','notice','find_a_tender:990301-2026','find_a_tender:990301-2026/1',NULL,NULL,NULL,'20261128T092155Z-ingest-find_a_tender-30143.5ec7','c5dc3798fe68e2115e1af6b8afb8586dfe76e7f08c964b8afeeb64616314c3c4');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (12,12,'2026-11-28T09:21:59Z','appeared','notice','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073',NULL,NULL,NULL,NULL,'20261128T092158Z-ingest-contracts_finder-30155.3b63','1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa');
INSERT INTO [changes] ([rowid], [seq], [at], [kind], [cause], [notice_id], [contract_id], [field], [before], [after], [run_id], [document_sha256]) VALUES (13,13,'2026-11-28T09:21:59Z','appeared','notice','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1',NULL,NULL,NULL,'20261128T092158Z-ingest-contracts_finder-30155.3b63','1f251e7d762e74122c01b0cd62c314d0d66e25b0611dbc7986c18be460f896aa');
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
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (1,'20261128T092148Z-ingest-ted-30122.6756','ingest','ted','2026-11-28T09:21:48Z','2026-11-28T09:21:49Z','ok',2,2,2,NULL,2,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (2,'20261128T092152Z-ingest-boamp-30128.ee00','ingest','boamp','2026-11-28T09:21:52Z','2026-11-28T09:21:53Z','ok',2,2,2,NULL,2,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (3,'20261128T092155Z-ingest-find_a_tender-30143.5ec7','ingest','find_a_tender','2026-11-28T09:21:55Z','2026-11-28T09:21:56Z','ok',1,1,1,NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO [runs] ([rowid], [id], [command], [portal], [started], [finished], [state], [documents], [notices], [new], [changed], [in_scope], [refused], [announced], [message], [failure], [figures]) VALUES (4,'20261128T092158Z-ingest-contracts_finder-30155.3b63','ingest','contracts_finder','2026-11-28T09:21:58Z','2026-11-28T09:21:59Z','ok',1,1,1,NULL,1,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (1,'generation','bd637e43547149daa7838704d39de7ab');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (2,'created','2026-11-28T09:21:48Z');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (3,'schema_version','5');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (4,'rules_version','90f539218f94e0d3');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (5,'aggregates_made_of','13 6725c5792355');
INSERT INTO [meta] ([rowid], [key], [value]) VALUES (6,'aggregates_as_of','2026-11-28T09:21:59Z');
CREATE TABLE [snapshots] (
  [notice_id] TEXT,
  [notice] BLOB,
  PRIMARY KEY ([notice_id])
);
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (1,'ted:990101-2026',X'785ED557CB6EE3CA11FD15A2D6A44C52E2739B004100DF19011324400283687617A9BE22BB997E58231906B2C9176495EF986D7673F323F992A048C9961D23E37B9107AE3612D9DD5575AA4E9D6A3D80145083435157559CC44994C6690E214CDA38362C4B1082F2638B066A78B96B2F151D6707660484D06933420DEB980CF876907687B44E36A32489E214421898EA3DEBD142FD079806B80BC11BF2B4736EB2F5CD8D43B1426FF4C456E86F50DD28ED24C79BE846A06372B8791903D75E3973841AB6B7E4D7688EC21B84FA0C2E4ECBAACC4B11F1ACCDA2ACCD8BA8EC628C9278BDCE589B089E1362ED76681A2928AE07B07C8723420D48A06CF46C36FC11561FEF4218D1ED349DD0132AB83C370B16FBFCDE21DF29F9474F4E9556088F21B4FE886609489B9E2979624E6A45D0149BC3FB0E9DD1C1EF98B12776B07B89C1A769159C02BDD22B08E1557206ECD9D0B8E3444727DF465E09340E4260DCC97BE9288DDE38D7D2D9E5F16C9B410806FBD93B6C6FAB24817326B6B7D1875F6FA32CCDD3BC5867450E8F84DBE167B784DE491C68A3936E405856A0865F6AEBD8810513DB4B745FBF1C02EB5BBB37C7897F2F83EF2437DAEACE051FBB4E720CD679160CBE0D26A385DF3B1F98AF5F0E4A1FD8DFFFA6B0D757CC226C033C860F70F12CD07223A739774FFEB7E6846294DA0527367EFD7290A8240BFEF1A7BF04E29D912916E8BD411B2469304AB4F287BFF263A04520983B9EAD1C57C1EFD9C80E927DFFC39F39BD9DBC3DF1130B7487461F989278C14439B84275E43BAAE12B5877545531B7CF154D7FB1FDEDA51E9BB288E9331F6D915AEB93EEDC81190C26C6F7ACC7C03B394827D112219954503BE391CAA6989B9B07AC9FA661D961D0FAC135F76C20763E001B895650C3A6883745B52A72A28B37061527CA6C6F3F4008E8493092382FD79B5595911DE6B011CC91F9344EF32889A3452C06E6AD6C073CC711C2A0CFE49921DD7EFC4D14C73151CE7D8B569FFC8544EC4D12CD697991D16F11E5C75BFC2FD768422349521E60D4CAED48449294F4C2A0C2031BE615F6598E7E843A7EA4A4BDD696BB7051ED25957BA4B2517AF7786C5A6625D9E45A39C3B86BCEEAFF541578AAC75D08D631E769FB2C21082108E4525C097F1C2515846065AF5EBC9D4BFFBF24D5ECAB390F2DFCCC38299F43D240DB18E428EF29C04D7821FFBFD7DE5FA19E13AB07DD1F8367DD9D7FEEA9755FC9AF9527A2BE1DD930D0EABF08EC4C7652F67A7B5BF7D7E6233B4527ADE96BBFE8EBEBEA2CF5FBCF506399B88D14A89CECE43CF98588B336C32EEA44B589B24D564465926451917605AE59879809BA292C47EFD15852DB1AE6AEB55C4FB37408D9CBE562713C4B0BB3F3B6892490BB80D08BFAEDCE2526B37EA989633DD4708F4A68F34C23182FE7C8B62741A11B0159B62B6EEFEB62B3A1CC6BD511384EEB3BD9EF48AEEE9FDEBCE93C7C1289CB1C337AB63F47DC9CBDD028A5BE3AB7D34BA5999BC538A8D38AA6D302A1957D4375BE02714ECDCF227CC11C6BB477567BC3A5EAFF5F307E72FEDF0BE0F5BE9B4172E28BFD369FACBF0C1049B7E4B7697465EE1D0C4A8A6706CD910DECD0E0E7495B9ADECF35505A35E89B891954EEFDA41A51483FFEA4AE780E9E544A68EE47725D3F80DDB134CBA186BCC28C273C2E90896ACD4496C42DCBF22A59176D590851E459976CB23CCEDB755962BB2944B189E30E799B975549C364BAFE7FF23857C0A1728DBDF8582765DC7505E35997B7C5BA2BBBACC52C5BC76B51555D9A77C9A6CA4451F02ECD589156314FAA729394C93A4DE3B64578FC27DB1F3C9C');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (2,'ted:990112-2026',X'785ED5576D6FE3B811FE2BC47C690B4889244BB6A46F4576531C90DB5B248B2D8A436050E4C8669726757C71E206F92FFDD8FC8EFCB16224DB71F6EEBA7B2F2D507F13399C9967F8CC33F40328092D04946DD364795EA44556CC2181C1BAC0F5B4050998B8E9D0410BAFAD3E2943C7F91D771212E8ADDB400BB38C1CC44E2BBF46DA279F699EA7590509686E5691AFD043FB3DF40E6E13888E22AD43187C7B7E1E509E617476E06718CFD19C1B1B94C0F3F45C62E04A9FBFCE41D86882DB410B97D714D75981323A84760F8E63D56459DDA5B3A6116935CFB3B4E9324C65B910A22FFB4ED61D2460C31ADD5249CAEB01BC58E306A10524503E7D719BFC02AF8FB7096C30AC2D9DF0A85104B545382C2E27401E5A30B84AEF52C1B58604028AB5513F448A6FAC41784CA08B3B74536ED6ADB851FFE0415943280D1F33BDB1423D3F85E72766C62DAE91DDBCBBB884043EAB91926882EAD5C1E111ECE5757AF3CDF5DB77B007595545563665B980C7E4A4267BB30F3F325BCC8B4503845AE38AEB65D80D94D910BB341A892E40029C6AA0025D98E38AE08AE9EB862B13D237689487041CAE467870799D67C4C831D23EF2BBF424330A17F03E4C587A859A2C830A9A2A4D3BD0C27BE2B3D2ECAFAA57ECC35F3EB2AB9D53FC848ED0121909E6C183442F9C1AA8942F7EAE38F3C73A5FFDEDFA9B3F336FE39AAB808C8B1FE2F393538E45C3C606529ADD51C0E77FB2CE3AC924328FFE253E1376333834DC043A23AC0968E2941B435A4366FBDE219D946A8B2E28EF718326B03FF64A6F7CC23C85449F306945A41DAE1C7DFE1DE3FD9FCED898B08E8482A10F6CFDFCD4A15B3D3F211BB8631A5950216A3AC4D0B08D95C86E38BF39FB716D6E8948726CDC13325CBCFF78B89DB2CEC6DF78B4436AEA2BBB5242A1F604C7EF7C78FED7063D937F50861A6B242AF5035706DAE022D20DFC94EF45419E5FF9BE41B75582BC211B5BC66ABB52D3B73E0D9050653D2A9D30F9FCB4456D87612A22591E324C9832019DC140B9F261886AA4B2E1619413F07118B44262A7B67BBA8DB8AFBEFB90665996EF6932ED1C68F45F22E2AF20B44383779C3A8EB28416DE60BC670E8535320ABA09CF06EBBDEAF40472AFD4FBD6F8DF5CFF6D02033A458AF9003E70174E07089518C7995364B32CCDB3B468883ED68435C968B9386B1693CDB2E35ED15AEFEC6629A39BB8F648D232D5A17D800DBF579BB881B648E0B4DFBF509B472AE1E71A7D9B4C8370BAFE4F489A76614D703CB09FBDAD4FB83B264AEDEFB8084B334DDB23CDE048B0DB846A1222E11A8594244EA250F23068CB345BA4590D0978B532AF57A9545BAE232EF7833B1AA9BCD0D6238DEF3DBFF743E167A6CCB7DF7DFBF61D29FFAF9D298B269F2FCAD96C3E369798B4FF3D77A3EA8FED7414F913D3D1F6B3FA7C4579FF7FA9343D7A962FA31A5AC8F3A6C286CFD32EEF455A35BD48BB5995A7595D35D86123FA8C46DAFEE8169D27C6B7302AD39D0AEBF52849DF9345BA1D95C0A1487DEC5261E36863D28066DC23AA094BF3FB01A45AA9E939B81B95C121F7A367120476F1FE233B4A3FB5065F4D140A7C052D481EF8D2C6E06D744299D581842FDEA2C69FB03BF79C5330614D4F651064B456AB352480DBE30A0D2B7A7BEEE5F6B48B13707674BDF734B6E7D774E5EBC137F61CE9505114349E7E232CA16D945FC6F57A507F09E1C1E96F8598D7F5EF00716D7D986EFA178164E3A0FC8F385F3CFFFE4835BF5BE2FD603D8DFB1792625C5AA37744FB89A81E393D645F41D3F6EE352D8F3A79807350577A027F5DEAA47987471D75A15FF3A29A93F2E7752F4457CFCBBA115DDF215615E6F3BA9AF545C79BAA2A332CF3A2C78A5758F2AA9BD71C455970B1986592D3BFB0F1794A0D1D50D2DF0B9A3D68C2F218A3AAE5ACE47D55712C8AAE2E0A590BC90BD16573894DC77B21F8AC9C578B5EA258D4F3AA284523FAAEA99AACCE8A1E1EFF0D351BAC92');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (3,'boamp:26-990101',X'785ED557DB6EDB4812FD9546BDCC0C40DAA444512281C162D6992C0238896107592C0686D0EC2E4ABDA1BA99BE48F61AFE977D5C7F877F6C514D519633994DE68201566F24ABABEA549FAA53BA0325A186C6F04D5F4FCAB4AAB23CCB2181DE58CFBBF11324A0C3A6410B351C5B7D509A8EF31DB71212688DDD400DD38C1C84A6536E8DF47D924DCA34CFD3AC80043AAE5781AFD041FD13B416AE13089622ADBDEF5D7D7ABADBED4E62D493D69EF66479CAB7CA9DFEE5E3F74AEEB07996A730417B7B0B35BCBCA4A8D60894C122D47B681C6755962D9A745A55229D957996564D86A92CE642B445DBC845030918BF46BB5492B2BA0327D6B841A80109924B9FDC26BFC2EBFD75021BF46B43271C7628BCDA228C2F97123D579D831A34AED25D2A78D741021EC55AAB8F81E26BA311EE1368C22DDA213763575CAB7F71AF8C26949AC74CAF8C508F0FFEF181E9F88977C8AEDE9CBD84043EA99192A8BD6AD5E8F000F6E5657AF5EAF2C737B007399B4DB2A22A8A39DC274735D99BBDFB99D9BC9CCC2B20D41DAE78B7F4B73D65D687260D5AA2F59000A71A284F1766B922B86278BAE24AFBF4056AE520018BAB080F5E5EE6593946DA477E931E6546E13CDEF8014BABB0A3D4BDF21D559ABE400D17C466D5B1BFAB56B1777F7BCFCE6FADE24764849AA84830470F129DB0AAA7523EF939E7CC1DEA7CFE8FCB573F3067C29A2B8F8C8B8FE1F1C12ACB8266B17D54C77614F0F1DFAC31563289CCA17B8ACF84D9F41635D79ECE08A33DEA30E4C690DE21336D6B914E4AB545EB9573B841EDD9B7ADEA362E618E42A24B983422D017AE2C3DFE13C3CD77272C26DC0542C1D079B67E7C68D0AE1E1F90F5DCB20E99573E747488A1661B23915D717E75F2F3DA5C1391646CDB23329C5DBC1F6FA75864F1178F36482D7D6E564A28EC1CC171B7CE3FFE67838EC96F94A6C68A44A57EE04A43ED6D40BA81CFF99E4FC8F333DF5768B74A903764B1654C67566A78EE8E0324545987AA4B987C7CD86267FA7E2822598E19264C698F56A3A75C79DF0715F970C8E6AF6F7F787D91BE381BE1E68BF2289B11E917CE94D3A333AFC61C3F0664DFF6169D8F158910DC1EDE77B1A134F771A8810B7DDF29A41EE9CC9EF4319DF3B7EFD22C8BB3DBFF59EDF01BDACAA2C61DA7BEA72CA18617186E984561B40C6240DF1BE754D30D20F76AB16FD03F8784D709F46815CDED3B709E5B7F2C6254628CBA37C9A6599A67E9A422121BEDD734CC8BF949351F6C960D778ADEB5D66C9632D878BF34D0C73AD477B0E1376A1336504F12389E3A5FA8CD3D95F053A5B84E06311EAEFF03D2643D33DA5BEED92FDED607BC3D244A43C872E1977AD0FB03CDE040B0EB846AE203E18AE39C06AD44A1E428F6459ACDD36C010938B5D2CFDF52A9B6BC0BB8DC2F0F414BE544671CD20AB1E7F75E9A7E41EB5EBF7DFDE31BD29FDFAA6CF32A2FE7C5745AC6E61283025D701BB527B6D3416A8E4CA3ED27F5F98AF2FEFF52491BAF042E9F1606A821CFAB1956BC4C9BBC15E9AC6A45DA4C67799A2D6615365889362361DD1FDDA275C4F81AE264DA29BF5E477DFD892CD26D9C041645EA42930A13A28D4E3DEAF88DA8260C6D117720D54A0D2BE96D9C0C16B98B9E6920B0B38BF7EC2040D41A7C3550C8F315D420B9E74B13BC33C10AA55723099FBC850E3F6377EA38A760C2E896CA20C868AD566B4800B787372499B4FF7E7677B026BADE7B8AEDF9355DF95C7E63CFD11C9A4C262431BF1396E84C905FC6F57C5DF812C2D1E9EF85982F167F00C4B5717EB8E95F0592C5BDF17FE27CF2FCC723EDF86E8937BD7124F74F24C5B034BABB25DA0F4475C8699D7E06AD33BBE7B43CCCC911CE385D6911FFBAD469E68DAB2575A15BF3C9AC841ACA52363817BC11533EE15C2C9AA6C94553886222795B663359C8A29DB78B3C9FF04591E7725AF0A65DCCDB52E6A299D19F35F3EC3FE67D42703C6ABF3C44C90A91CF6732AB64817C9117F36ADACA05AF66C88B52E4EDA22AB3424C8BB22D173490B86CE602792617D89433D1C0FD7F014593D7D8');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (4,'boamp:26-990103',X'785ED556DB6EDB4610FD95C5BCF4858A97A444D1048A2295993680651BB253A4680262B91C4A8B50BBEC5E24BB863F286FFD86E6C78A5D898A6F6983A02F7D34387BE6CC3967C6BA05D14001B562EBBE48B2D1F1318D690A11F44A5BD60D9F2002E9D6356A28E07ED50721FD73B665BA81085AA5D750C0ABB34BB1EE3BF430AEEE8459A1AF4A68928DE27844271041C7E4D2B1251A287E8356C3FB089CF6FD56D6F6A6383ADA6EB72F42EF17AD3EEA7DE511DB0873F4C3EFDF8B668BF503B65C3969F58DEFBDF05DB5E2D8388D50DCC21AED4AF9FEAA4709D1FEEFAA41CB4467A0800BADF8A78FBE9C9CBB0D6A8B701741ED6E507B76B7A0F49249F107B342498F28D91AA1807979B538BF383F2D49F966717E51966767253929C9E9EBD3D3122278444A3428AD68C5806AF80A03CEABC5E8F2F5A23C8368674642293D4E131AC35D740B8FCBAE9E94514AE30CEEDE47C085F51A0C0442D9803EBA07EB6B2D5EDB1D915660E72BADB0C133FF050A58A0546E835D876B949634684827384A8E86CC05D7CAA8D692349B10B4C4A0DE08FF8519A3B8F8F4D1DCF3180AEFB01F66681502538546877E73A6F9EAD34722FFFA93142484655E9E8E687A9CBF93B3F3F9C59BAB97B3F2ECAA5C90578B9767B33222F18412ED9034483A467EF45C496995E83022C793E3714A16E7AF2F2F7F25B3939FC8AC3C29DFBE9373252D9396FC7C450A328E1342298D2825A5D3CABC9327CC2269BE63D66A513BEFB827931DC5F428C99ECEE445574D48F13DAB6617BF0C2E8DF324CE29A5E1698D3EE1A76A29B8C0CE78DE4B34A1C97D797D4899905058EDD0CB7600FEF1FCE5FC6274321BD0E33C7B06386441321B16008CEBFB4EA03724C8BEE3FA017D521EA80C117CC09BAA6646F8B5E04A5ACDB8ADF69B1F81B1CC3AFF89712B363E2A0D72D1DC5B6E3A0A226D58E7C2EEB1B5DF0128601CFBF8BD083A70A7354AEEFB976FFCBA6E982FC16BDE390F16013AFDE88D6616AB86593CB4DADF91BE63CE88BAC3412D08CDABFD65C26BC67DC6F622EC57EF0B0BFD5CC806A5FDCE176FDF165CAD7B67194769518F5ACD240FE76283B2517BF8A556AE0F0ADEAB850806653B5CB2AEF2881081769E3BECDE57AC13CCA079C1CDA688D33CF7626CFCE5E0BEE8598277EFBDDD8FDDDACB346C508884C616B587DAD1D4D8ED4F1AB4AAEBD4D647E410B583EB61FC241BE5391DC74900325CF5C1DF462CC5EEDFC44D089846660260AF55E3B8257EC8A678782FBC5C962D77242C5B1EA60F51E87C729E48F7AF2A7125DB834E2BB15C7D8572D1E11E0DF1F023A8D049A3F1E744575B2125EA6179E089AED12D7C6186F530341C5CDECBB2F337F1BBF0CFB41FEAF699EF70AAF76483CAD51EFC8B54A347C72B2CB4B65024F9DD618A5A2C2B8BDCCB3778B1B7F6FF3241C32CAB94B34639CD855C7EDB246B6C845B3F0CD157BAF19FF810A6E8D8B6C2EB5E197FC93F8F2195ACD0553DD328EDD75AF32D033D9F237F011AC5DDDA772F6EC1AC5832C9A080346FB14939A5599B672DE33499C66D366DF249DD306CD3B6A5CD944DDBB465E33A8EE39AC56CCC914FD3BA9DA4B53F76FDC39F9D7761432C4A5B1DBAB4C984E693B6C9C60C314D9AF1748C937AC231E16DCDF32665599663564F71D2D4354B939AB77C8A29E3793AC9580E777F03F9387137');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (5,'find_a_tender:990301-2026',X'785EC556DB6EE33610FD15621EFA2439926C49961EE30592204162742F28B6080C8A1C594428D225297BBD46FEBD18F9B2D73E1445B17EB1210DCFCC9C3973E803280935B4CAC8155F0534125D5D55C93449E32CC90A8860635DE0FAFB2088C00C7D830E6AF836FE451982E43BEE2444D05AD7430DEFEF47ACA1D1CA774801041FA7699C641081E6663DF0357AA8FF0434F01CC1E0286917C2C6D75757BBDD6E4205C4C71A271EDD56099CACED7632BC5C3DDAA0045E7D5B89B083096E0F35DC5C53726705CAC121D4A7B6AD903EEE8A6D175EE2A4E2499242043D86CED25B8F1A45505BBC3C5C490C5C690F352CB8D6B16D5BD63ADB33CE5AC77BDC59F7C2F8DA21F668024410507446FD3520D420B8D62BDBB6F01A4133ECD151AF07B06ECD8DFACC83B2860A33BCA7E8771DB2A5E6C628B36677C66F5004EB78A062BEEB4B493441B5EA8CE8458723C6CD75BC5C3E3D4274EC76F9E6F1635CA57916FFF1F1E177787D8E40E39AEB55D86F287C49C3118C0FA1B34E853D65A2AF1AAE9DF2C16A88C0E17AAC13DEDFDFA7C4D6887C4A147F9F815204FC148E75B50A3545071534B5416FA086376AAD02D7EC37F68607CE96DC0583EE2B4D400D68E0353AC01941A2174E6D46CA7EC0E1463249489B23126BAD63A1C36F588C188D0325FB6A840B6777862D6CDFA3138A6BF6F6A8B12FB39DB05BEB034DC461CF95F16CA742F703F8E4C7E29F696A7294F7012E035A2C3F9C292CB364FC8C471B24E9DFBD632795FB9A096BFCA02977C4BC6DC38E3B6412B7A8EDA64713227667023A838111017ED8D0DE9272B932500737204DC3F0302E009C9121822DD724D003F09E8405351454C9B11831388746900A6EAE97633445E027A10789B4E03838A8A14CABBC2A936C929724131E702549ADE73D4FE229C16D341FBC6A349E4A8A40DB933C461A4852BF842822E7D712B141A7C8770EE00377E1C25C1627C40A8EAE9A25D99C4C7324138D5C35DC2BF2231F784049DEF273CF798E8E8E7CE4FA0569A004FB82FB0BC618B05234D4CBCF63D4694890923153AA8172F2B33B4A144A7E65EAA761FF5A3EC7ECABD36D849FB8A06DA0BDD017A7FC07EF7D6BB5726AF0EC211017FFC26E174FB7E7854E8AACACCABC1C7DD6ABCFB40ABE27DF3B99EA833572F4AF31FCE63A5E3CDDC65F4ED1B1FF5512FFFD86A512BDB074791C401E6D1C6AD8A3270B40EEC79B82D6992D961FD8C5E25E2390560C645B74D2773CCB0B8ACCA59896D5BCC5628E599AE698F2B668E6BC6DE6F9BC902D9605966D32175531A3C7884D312BD2629ACEC454CCC85F7EFE67E595A668029AB0BA644B78994EAB99C8F264D6CCF3BCCAAB36CF65993579319B566256A41597C8E728783E6F645B9672962096386F92798AF0FA37552FE3FF');
INSERT INTO [snapshots] ([rowid], [notice_id], [notice]) VALUES (6,'contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073',X'785ED5576D6FDB3610FE2BC27D961249B6244BDFD6162B0AAC5B810D438121108EE4492622930649D94D03FFF7E124D9E9CBDAA62D3AA0FEE444E4C37B5EEE44DF8356D080B4263894C1B79D368A5C83B948EB4CA649812B4C0A9961826B5527EB759EADB234554546495DA769B58218F6D6051CFE03076230E34E908306BE0EF2561B2E0C8FE814C4D059B77BE7CFFD2806EDB7C44BF2342F932C4BD2126218D0F423F6E4A1F907C8C04D0CA3E3CAB621EC7D737D7D3C1EAF2E55CE64AF3CB9839674D5DBC3D5787BFDBB0D5AD2F563EA8518A41D4D7077D0C0F3272C85B392D4E8089A455B2B954F44D1A9AC4AEAA24AEB2C938914759514225F25027193E06A55AE6B2964A13A886147616B79AFD28E64B8FCA75514500F1E1A78363D8966414E3188F18E1CB3BE07EB7A34FA2D066D0D57617047D0C09FB77A187CF4EB6894367DF44B4F46DE7D4C40EAC0649EDA034DBCE299058334CF9F347E4249BA1925C119E574BA8921D09B3057D0691A7853D06120989F40037F749D9614ADCA227A89067B52D133DA0FF66E4786499ECD8386AD3BC5F7700652E4A5D3FB89D105EE8CA12E1891EDA28743AE3E86BC61BA6A4AC73D78B9A54999A7AFFE86856695A7D367DA2A6880065EFC152D01F14D24ADF1E310B4E9E3C8DB2E1CD151A4E84083DDEFC884387A610239432142A3223FEEB937D840D4069AE04662A90C862922704686180E388C536A70C7918206B2AA2837ECD0E81CB1CC9CB15710038DDC50799696F5D52685181C066A1506869CFB214D56FC603FE0E8B51868393B0645A8066DDE5D99F3CA2949B330B7C4477D6D6E930C62B8A5BB56A0D71CD109B1D5EA0CCE5FBF11D6070CE38429833E70A41449ADDEE9FF34C959AAFF49C4E998F6564F338ADEE0D4A36CF6A0BFD0852FB574969313FD165819AFDFB21503BA9ECE219C7AEDF5EB66775E9B0C41C1298603196517FCDED9710F0D5C16410C67E507EA71681906627023BBBFEC6D71D0E8C95F497F686A568C0E5A9191BCE4FDDA4E379CD43D39CDA3E81E7C40172E7AE749CA7ED3A4409EE6158FE0297264D42502EC1B4DA5FFD029CC857A69F753FB28DDEBF96D74479EF9137A1E848B02D145B026FA80700C01FB59DD80FD65C743ACDE13FB0BBA4A6BBA8BB25BDD6FE1335AC79749770E11176EA7038EDA1872E726FAB60EE2593A5312BA6F0349AEE64C6A91E9A7A4F31887F6CEAA518639F37C5DF982350F6F1078F0E5FC2A5B4CE1DE52ED82FC7DDEC41FBCA4E273A7A58F776D29E467A6A830606BC7E0EDE8A436FDA702FA79AA3B527ADCBDDF6A8FF17341FDF14E4E34073CB6F4666F3D5F021E781A6B5A1ADB3DBAF93EB44C98A5B64F98FBD58CBF8320CF5965E5C8371D1EB57E8B7951F24DA5CB8B8C2A55953955EB2CCF659A8954AA3297AB6CAD5255969417222DB34C0959D59B52661B41EB32ED367589C837954FFE86384D1D1BC884F672608A1D162227D155552E70ADCA9A54290BAA442784CAE5AA10EB42D59B6C5D14A2C0AC464C45412B9189ACC30A4EFF021049132B');
CREATE TABLE [family_keys] (
  [key] TEXT,
  [member_id] TEXT,
  PRIMARY KEY ([key], [member_id])
);
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (1,'ted|procedure|0289868d-c5b5-5b67-8f0e-10335ab1dc66','ted:990101-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (2,'ted|identifier|dd05b5ef-fd94-5457-8115-72f7e3afee5d-1','ted:990101-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (3,'ted|number|990101-2026','ted:990101-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (4,'ted|identifier|1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-1','ted:990112-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (5,'ted|procedure|ae59008b-399c-5610-9b0e-d47ccf4fbd8b','ted:990112-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (6,'ted|number|990112-2026','ted:990112-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (7,'boamp|number|26-990101','boamp:26-990101');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (8,'boamp|procedure|ae59008b-399c-5610-9b0e-d47ccf4fbd8b','boamp:26-990101');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (9,'boamp|identifier|1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-1','boamp:26-990101');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (10,'boamp|number|26-990103','boamp:26-990103');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (11,'boamp|number|26-880412','boamp:26-990103');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (12,'find_a_tender|procedure|ocds-h6vhtk-09a001','find_a_tender:990301-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (13,'find_a_tender|number|990301-2026','find_a_tender:990301-2026');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (14,'contracts_finder|number|a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073');
INSERT INTO [family_keys] ([rowid], [key], [member_id]) VALUES (15,'contracts_finder|procedure|ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073');
CREATE TABLE [cluster_keys] (
  [key] TEXT,
  [member_id] TEXT,
  PRIMARY KEY ([key], [member_id])
);
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (1,'notice:dd05b5ef-fd94-5457-8115-72f7e3afee5d-01|award:1','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (2,'procedure:0289868d-c5b5-5b67-8f0e-10335ab1dc66|lots:1|ids:name:PL:geotechnology-sp-zoo-sp-k','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (3,'procedure:0289868d-c5b5-5b67-8f0e-10335ab1dc66|lots:1|names:geotechnologyspzoospk','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (4,'procedure:0289868d-c5b5-5b67-8f0e-10335ab1dc66|number:1','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (5,'ted:990101-2026|lots:1|ids:name:PL:geotechnology-sp-zoo-sp-k','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (6,'ted:990101-2026|lots:1|names:geotechnologyspzoospk','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (7,'ted:990101-2026|number:1','ted:990101-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (8,'notice:1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-01|award:Contrat Portail Wifi TGV Lyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (9,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:1|ids:FR-SIREN-791674336','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (10,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:1|names:moment','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (11,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|number:contratportailwifitgvlyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (12,'ted:990112-2026|lots:1|ids:FR-SIREN-791674336','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (13,'ted:990112-2026|lots:1|names:moment','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (14,'ted:990112-2026|number:contratportailwifitgvlyria','ted:990112-2026/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (15,'notice:1195e9a6-b1fc-59fc-b351-0859ebe9cf0a-01|award:Contrat Portail Wifi TGV Lyria','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (16,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:1|ids:FR-SIREN-791674336','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (17,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|lots:1|names:moment','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (18,'procedure:ae59008b-399c-5610-9b0e-d47ccf4fbd8b|number:contratportailwifitgvlyria','boamp:26-990101/Contrat Portail Wifi TGV Lyria');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (19,'buyer:FR-SIREN-200093201|FR|2026|number:2026mel0398','boamp:26-990103/2026-MEL-0398');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (20,'ocid:ocds-h6vhtk-09a001|lots:1|ids:GB-COH-06279757','find_a_tender:990301-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (21,'ocid:ocds-h6vhtk-09a001|lots:1|names:soliriusltd','find_a_tender:990301-2026/1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (22,'ocid:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df|lots:|ids:name:XX:microsoft-ltd','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
INSERT INTO [cluster_keys] ([rowid], [key], [member_id]) VALUES (23,'ocid:ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df|lots:|names:microsoftltd','contracts_finder:a2b091c0-5a3a-5c1a-a4d9-44213100d51e-990073/ocds-b5fd17-9570911c-cb97-5b23-baa8-a33649cbc5df-1');
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
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (32,'day','2026-11-02','',2,2,72066537.52,2,1,1,2,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (33,'day','2026-11-05','',2,1,412000.0,2,1,2,2,0,0);
INSERT INTO [aggregates] ([rowid], [kind], [key], [year], [contracts], [valued], [total_eur], [buyers], [big_tech], [data_outsourcing], [method_known], [direct], [amended]) VALUES (34,'day','2026-11-06','',1,1,21069.8,1,1,1,1,1,0);
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
CREATE INDEX "idx_vendor_proofs_vendor_group"
    ON "vendor_proofs" ("vendor_group");
CREATE INDEX "idx_corrections_notice_id"
    ON "corrections" ("notice_id");
CREATE INDEX "idx_organizations_name"
    ON "organizations" ("name");
CREATE INDEX "idx_organizations_country"
    ON "organizations" ("country");
CREATE INDEX "idx_organizations_parent_id"
    ON "organizations" ("parent_id");
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
CREATE INDEX "idx_procedures_portal"
    ON "procedures" ("portal");
CREATE INDEX "idx_notices_portal_published"
    ON "notices" ("portal", "published");
CREATE INDEX "idx_notices_published"
    ON "notices" ("published");
CREATE INDEX "idx_notices_kind"
    ON "notices" ("kind");
CREATE INDEX "idx_notices_state"
    ON "notices" ("state");
CREATE INDEX "idx_notices_country"
    ON "notices" ("country");
CREATE INDEX "idx_notices_buyer_id"
    ON "notices" ("buyer_id");
CREATE INDEX "idx_notices_procedure_id"
    ON "notices" ("procedure_id");
CREATE INDEX "idx_notices_main_code"
    ON "notices" ("main_code");
CREATE INDEX "idx_notices_digital"
    ON "notices" ("digital");
CREATE INDEX "idx_notices_big_tech"
    ON "notices" ("big_tech");
CREATE INDEX "idx_notices_data_outsourcing"
    ON "notices" ("data_outsourcing");
CREATE INDEX "idx_notices_worker_surveillance"
    ON "notices" ("worker_surveillance");
CREATE INDEX "idx_notices_public_surveillance_ai"
    ON "notices" ("public_surveillance_ai");
CREATE INDEX "idx_notices_method"
    ON "notices" ("method");
CREATE INDEX "idx_notices_deadline"
    ON "notices" ("deadline");
CREATE INDEX "idx_notices_document_sha256"
    ON "notices" ("document_sha256");
CREATE INDEX "idx_notices_language"
    ON "notices" ("language");
CREATE INDEX "idx_notices_change"
    ON "notices" ("change");
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
CREATE INDEX "idx_contracts_portal"
    ON "contracts" ("portal");
CREATE INDEX "idx_contracts_procedure_id"
    ON "contracts" ("procedure_id");
CREATE INDEX "idx_contracts_buyer_id"
    ON "contracts" ("buyer_id");
CREATE INDEX "idx_contracts_buyer_id_published"
    ON "contracts" ("buyer_id", "published");
CREATE INDEX "idx_contracts_buyer_id_end"
    ON "contracts" ("buyer_id", "end");
CREATE INDEX "idx_contracts_country"
    ON "contracts" ("country");
CREATE INDEX "idx_contracts_status"
    ON "contracts" ("status");
CREATE INDEX "idx_contracts_signed"
    ON "contracts" ("signed");
CREATE INDEX "idx_contracts_published"
    ON "contracts" ("published");
CREATE INDEX "idx_contracts_updated"
    ON "contracts" ("updated");
CREATE INDEX "idx_contracts_value_eur"
    ON "contracts" ("value_eur");
CREATE INDEX "idx_contracts_end"
    ON "contracts" ("end");
CREATE INDEX "idx_contracts_method"
    ON "contracts" ("method");
CREATE INDEX "idx_contracts_technique"
    ON "contracts" ("technique");
CREATE INDEX "idx_contracts_same_as"
    ON "contracts" ("same_as");
CREATE INDEX "idx_contracts_big_tech"
    ON "contracts" ("big_tech");
CREATE INDEX "idx_contracts_data_outsourcing"
    ON "contracts" ("data_outsourcing");
CREATE INDEX "idx_contracts_worker_surveillance"
    ON "contracts" ("worker_surveillance");
CREATE INDEX "idx_contracts_public_surveillance_ai"
    ON "contracts" ("public_surveillance_ai");
CREATE INDEX "idx_contracts_data_law_exposure"
    ON "contracts" ("data_law_exposure");
CREATE INDEX "idx_contracts_main_code"
    ON "contracts" ("main_code");
CREATE INDEX "idx_contracts_digital"
    ON "contracts" ("digital");
CREATE INDEX "idx_contracts_value_kind"
    ON "contracts" ("value_kind");
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
CREATE INDEX "idx_contract_notices_notice_id"
    ON "contract_notices" ("notice_id");
CREATE INDEX "idx_suppliers_organization_id"
    ON "suppliers" ("organization_id");
CREATE INDEX "idx_suppliers_vendor_group"
    ON "suppliers" ("vendor_group");
CREATE INDEX "idx_contract_groups_vendor_group"
    ON "contract_groups" ("vendor_group");
CREATE INDEX "idx_buyers_organization_id"
    ON "buyers" ("organization_id");
CREATE INDEX "idx_tags_notice_id"
    ON "tags" ("notice_id");
CREATE INDEX "idx_tags_contract_id"
    ON "tags" ("contract_id");
CREATE INDEX "idx_tags_tag_value"
    ON "tags" ("tag", "value");
CREATE INDEX "idx_tags_rule"
    ON "tags" ("rule");
CREATE INDEX "idx_links_to_id"
    ON "links" ("to_id");
CREATE INDEX "idx_redirects_new_id"
    ON "redirects" ("new_id");
CREATE INDEX "idx_documents_portal"
    ON "documents" ("portal");
CREATE INDEX "idx_documents_error"
    ON "documents" ("error");
CREATE INDEX "idx_receipts_sha256_portal"
    ON "receipts" ("sha256", "portal");
CREATE INDEX "idx_receipts_run_id"
    ON "receipts" ("run_id");
CREATE INDEX "idx_troubles_code"
    ON "troubles" ("code");
CREATE INDEX "idx_register_portal_published"
    ON "register" ("portal", "published");
CREATE INDEX "idx_register_scope"
    ON "register" ("scope");
CREATE INDEX "idx_register_document_sha256"
    ON "register" ("document_sha256");
CREATE INDEX "idx_changes_notice_id"
    ON "changes" ("notice_id");
CREATE INDEX "idx_changes_contract_id"
    ON "changes" ("contract_id");
CREATE INDEX "idx_changes_at"
    ON "changes" ("at");
CREATE INDEX "idx_changes_kind_cause"
    ON "changes" ("kind", "cause");
CREATE INDEX "idx_runs_portal_started"
    ON "runs" ("portal", "started");
CREATE INDEX "idx_health_until"
    ON "health" ("until");
CREATE INDEX "idx_health_state"
    ON "health" ("state");
CREATE INDEX "idx_windows_portal_state"
    ON "windows" ("portal", "state");
CREATE INDEX "idx_family_keys_member_id"
    ON "family_keys" ("member_id");
CREATE INDEX "idx_cluster_keys_member_id"
    ON "cluster_keys" ("member_id");
CREATE INDEX "idx_aggregates_kind_year_total_eur"
    ON "aggregates" ("kind", "year", "total_eur");
CREATE INDEX "idx_shares_kind_key_total_eur"
    ON "shares" ("kind", "key", "total_eur");
CREATE INDEX "idx_group_contracts_vendor_group_published"
    ON "group_contracts" ("vendor_group", "published");
CREATE INDEX "idx_group_contracts_vendor_group_end"
    ON "group_contracts" ("vendor_group", "end");
COMMIT;
PRAGMA user_version = 5;
