CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"last4" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "departments" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"deactivated_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "departments_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"manager_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"token" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"state" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "manager_departments" (
	"account_id" uuid NOT NULL,
	"manager_id" uuid NOT NULL,
	"department_id" uuid NOT NULL,
	CONSTRAINT "manager_departments_account_id_manager_id_department_id_pk" PRIMARY KEY("account_id","manager_id","department_id")
);
--> statement-breakpoint
CREATE TABLE "managers" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" text,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"status" text DEFAULT 'offline' NOT NULL,
	"capacity" integer,
	"open_count" integer DEFAULT 0 NOT NULL,
	"last_assigned_at" timestamp (3) with time zone,
	"online_until" timestamp (3) with time zone,
	"preferences" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"deactivated_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "managers_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"account_id" uuid NOT NULL,
	"group" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "settings_account_id_group_pk" PRIMARY KEY("account_id","group")
);
--> statement-breakpoint
CREATE TABLE "setup_tokens" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stream_heads" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"purged_to" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"reset_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"token" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"active_account_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_directory" (
	"channel_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"public_id" text,
	"external_account" text,
	CONSTRAINT "channel_directory_public_id_unique" UNIQUE("public_id"),
	CONSTRAINT "channel_directory_external_account_unique" UNIQUE("external_account")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"property_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"config" jsonb NOT NULL,
	"secrets" jsonb NOT NULL,
	"secret_hints" jsonb NOT NULL,
	"excluded_from_consent" boolean DEFAULT false NOT NULL,
	"health" jsonb,
	"paused_until" timestamp (3) with time zone,
	"last_inbound_at" timestamp (3) with time zone,
	"last_outbound_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "channels_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "inbound_events" (
	"account_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"place" text,
	"status" text NOT NULL,
	"reason" text,
	"attempts" smallint DEFAULT 1 NOT NULL,
	"payload" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inbound_events_account_id_channel_id_external_id_pk" PRIMARY KEY("account_id","channel_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "properties" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"site_url" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "properties_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "visitor_sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"visitor_id" uuid NOT NULL,
	"locale" text,
	"page_url" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"property_id" uuid NOT NULL,
	"action" text NOT NULL,
	"version" integer NOT NULL,
	"locale" text NOT NULL,
	"text_hash" text NOT NULL,
	"text" text NOT NULL,
	"url" text NOT NULL,
	"evidence" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "consents_account_id_id_pk" PRIMARY KEY("account_id","id"),
	CONSTRAINT "consents_action" CHECK (action in ('requested', 'agreed', 'declined', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "policy_versions" (
	"account_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"texts" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_versions_account_id_version_pk" PRIMARY KEY("account_id","version")
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"contact_id" uuid NOT NULL,
	"last_seq" integer DEFAULT 0 NOT NULL,
	"last_dialogue_id" uuid,
	"highest_order" bigint,
	"last_inbound_at" timestamp (3) with time zone,
	"unreachable_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "chats_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text,
	"username" text,
	"locale" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contacts_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "delivery_attempts" (
	"account_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"attempt" smallint NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"outcome" text,
	"reason" text,
	"detail" text,
	"external_ids" jsonb,
	CONSTRAINT "delivery_attempts_account_id_message_id_attempt_pk" PRIMARY KEY("account_id","message_id","attempt")
);
--> statement-breakpoint
CREATE TABLE "dialogue_reads" (
	"account_id" uuid NOT NULL,
	"manager_id" uuid NOT NULL,
	"dialogue_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"inbound_count" integer NOT NULL,
	CONSTRAINT "dialogue_reads_account_id_manager_id_dialogue_id_pk" PRIMARY KEY("account_id","manager_id","dialogue_id")
);
--> statement-breakpoint
CREATE TABLE "dialogues" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"property_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"department_id" uuid,
	"status" text NOT NULL,
	"assignee_id" uuid,
	"released_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"became_unassigned_at" timestamp (3) with time zone,
	"first_seq" integer NOT NULL,
	"last_seq" integer NOT NULL,
	"last_inbound_seq" integer DEFAULT 0 NOT NULL,
	"inbound_count" integer DEFAULT 0 NOT NULL,
	"last_message_at" timestamp (3) with time zone NOT NULL,
	"last_customer_at" timestamp (3) with time zone,
	"waiting_since" timestamp (3) with time zone,
	"snippet" jsonb,
	"entry" jsonb,
	"consent_requested_at" timestamp (3) with time zone,
	"consent_version" integer,
	"gated_at" timestamp (3) with time zone,
	"auto_close_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"close_reason" text,
	CONSTRAINT "dialogues_account_id_id_pk" PRIMARY KEY("account_id","id"),
	CONSTRAINT "dialogues_status" CHECK (status in ('new', 'held', 'open', 'closed')),
	CONSTRAINT "dialogues_closed" CHECK ((status = 'closed') = (closed_at is not null)),
	CONSTRAINT "dialogues_released" CHECK (status <> 'open' or released_at is not null),
	CONSTRAINT "dialogues_assigned" CHECK (assignee_id is null or released_at is not null)
);
--> statement-breakpoint
CREATE TABLE "files" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel_id" uuid,
	"message_id" uuid,
	"uploader_id" text,
	"ordinal" smallint DEFAULT 0 NOT NULL,
	"ref" text,
	"storage_key" text,
	"state" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"mime_type" text NOT NULL,
	"bytes" bigint,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "files_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"account_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"contact_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_account_id_channel_id_external_id_pk" PRIMARY KEY("account_id","channel_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "message_edits" (
	"account_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "message_edits_account_id_message_id_at_pk" PRIMARY KEY("account_id","message_id","at")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"chat_id" uuid NOT NULL,
	"dialogue_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"direction" text NOT NULL,
	"text" text NOT NULL,
	"content" jsonb,
	"manager_id" uuid,
	"external_id" text,
	"reply_to_id" uuid,
	"client_id" text,
	"automatic" boolean DEFAULT false NOT NULL,
	"status" text,
	"failure_reason" text,
	"failure_detail" text,
	"attempt" smallint DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"platform_at" timestamp (3) with time zone NOT NULL,
	"late" boolean DEFAULT false NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "messages_account_id_id_pk" PRIMARY KEY("account_id","id"),
	CONSTRAINT "messages_direction" CHECK (direction in ('in', 'out', 'note', 'system')),
	CONSTRAINT "messages_status" CHECK (status is null or status in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'in_doubt', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "assignment_decisions" (
	"account_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"dialogue_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"by_manager_id" uuid,
	"rule" text NOT NULL,
	"from_manager_id" uuid,
	"to_manager_id" uuid,
	"candidates" jsonb NOT NULL,
	"excluded" jsonb NOT NULL,
	CONSTRAINT "assignment_decisions_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "dialogue_counters" (
	"account_id" uuid NOT NULL,
	"property_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"department_id" uuid,
	"assignee_id" uuid,
	"status" text NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stream_events" (
	"account_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"dialogue_id" uuid,
	"chat_id" uuid,
	"message_id" uuid,
	"seq" integer,
	"released" boolean NOT NULL,
	"assignee_id" uuid,
	"department_id" uuid,
	"previous_assignee_id" uuid,
	"data" jsonb,
	CONSTRAINT "stream_events_account_id_position_pk" PRIMARY KEY("account_id","position")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departments" ADD CONSTRAINT "departments_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_account_id_manager_id_managers_account_id_id_fk" FOREIGN KEY ("account_id","manager_id") REFERENCES "public"."managers"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "manager_departments" ADD CONSTRAINT "manager_departments_account_id_manager_id_managers_account_id_id_fk" FOREIGN KEY ("account_id","manager_id") REFERENCES "public"."managers"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "manager_departments" ADD CONSTRAINT "manager_departments_account_id_department_id_departments_account_id_id_fk" FOREIGN KEY ("account_id","department_id") REFERENCES "public"."departments"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "managers" ADD CONSTRAINT "managers_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settings" ADD CONSTRAINT "settings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stream_heads" ADD CONSTRAINT "stream_heads_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_directory" ADD CONSTRAINT "channel_directory_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_account_id_property_id_properties_account_id_id_fk" FOREIGN KEY ("account_id","property_id") REFERENCES "public"."properties"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_events" ADD CONSTRAINT "inbound_events_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "properties" ADD CONSTRAINT "properties_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visitor_sessions" ADD CONSTRAINT "visitor_sessions_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_account_id_contact_id_contacts_account_id_id_fk" FOREIGN KEY ("account_id","contact_id") REFERENCES "public"."contacts"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_account_id_property_id_properties_account_id_id_fk" FOREIGN KEY ("account_id","property_id") REFERENCES "public"."properties"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_account_id_version_policy_versions_account_id_version_fk" FOREIGN KEY ("account_id","version") REFERENCES "public"."policy_versions"("account_id","version") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chats" ADD CONSTRAINT "chats_account_id_contact_id_contacts_account_id_id_fk" FOREIGN KEY ("account_id","contact_id") REFERENCES "public"."contacts"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attempts" ADD CONSTRAINT "delivery_attempts_account_id_message_id_messages_account_id_id_fk" FOREIGN KEY ("account_id","message_id") REFERENCES "public"."messages"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogue_reads" ADD CONSTRAINT "dialogue_reads_account_id_manager_id_managers_account_id_id_fk" FOREIGN KEY ("account_id","manager_id") REFERENCES "public"."managers"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogue_reads" ADD CONSTRAINT "dialogue_reads_account_id_dialogue_id_dialogues_account_id_id_fk" FOREIGN KEY ("account_id","dialogue_id") REFERENCES "public"."dialogues"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_account_id_chat_id_chats_account_id_id_fk" FOREIGN KEY ("account_id","chat_id") REFERENCES "public"."chats"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_account_id_property_id_properties_account_id_id_fk" FOREIGN KEY ("account_id","property_id") REFERENCES "public"."properties"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_account_id_contact_id_contacts_account_id_id_fk" FOREIGN KEY ("account_id","contact_id") REFERENCES "public"."contacts"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_account_id_department_id_departments_account_id_id_fk" FOREIGN KEY ("account_id","department_id") REFERENCES "public"."departments"("account_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_account_id_assignee_id_managers_account_id_id_fk" FOREIGN KEY ("account_id","assignee_id") REFERENCES "public"."managers"("account_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_account_id_message_id_messages_account_id_id_fk" FOREIGN KEY ("account_id","message_id") REFERENCES "public"."messages"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_account_id_contact_id_contacts_account_id_id_fk" FOREIGN KEY ("account_id","contact_id") REFERENCES "public"."contacts"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_account_id_channel_id_channels_account_id_id_fk" FOREIGN KEY ("account_id","channel_id") REFERENCES "public"."channels"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_edits" ADD CONSTRAINT "message_edits_account_id_message_id_messages_account_id_id_fk" FOREIGN KEY ("account_id","message_id") REFERENCES "public"."messages"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_account_id_dialogue_id_dialogues_account_id_id_fk" FOREIGN KEY ("account_id","dialogue_id") REFERENCES "public"."dialogues"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_account_id_manager_id_managers_account_id_id_fk" FOREIGN KEY ("account_id","manager_id") REFERENCES "public"."managers"("account_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment_decisions" ADD CONSTRAINT "assignment_decisions_account_id_dialogue_id_dialogues_account_id_id_fk" FOREIGN KEY ("account_id","dialogue_id") REFERENCES "public"."dialogues"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dialogue_counters" ADD CONSTRAINT "dialogue_counters_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stream_events" ADD CONSTRAINT "stream_events_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_account" ON "api_keys" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "departments_name" ON "departments" USING btree ("account_id","name");--> statement-breakpoint
CREATE INDEX "invites_manager" ON "invites" USING btree ("account_id","manager_id");--> statement-breakpoint
CREATE INDEX "manager_departments_department" ON "manager_departments" USING btree ("account_id","department_id");--> statement-breakpoint
CREATE UNIQUE INDEX "managers_email" ON "managers" USING btree ("account_id","email");--> statement-breakpoint
CREATE INDEX "managers_user" ON "managers" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "credentials_user" ON "credentials" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verifications_identifier" ON "verifications" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "channel_directory_channel" ON "channel_directory" USING btree ("account_id","channel_id");--> statement-breakpoint
CREATE INDEX "channels_property" ON "channels" USING btree ("account_id","property_id");--> statement-breakpoint
CREATE INDEX "inbound_events_received" ON "inbound_events" USING brin ("received_at");--> statement-breakpoint
CREATE INDEX "inbound_events_dead" ON "inbound_events" USING btree ("account_id","id") WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX "visitor_sessions_visitor" ON "visitor_sessions" USING btree ("account_id","channel_id","visitor_id");--> statement-breakpoint
CREATE INDEX "consents_contact" ON "consents" USING btree ("account_id","contact_id","property_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "chats_external" ON "chats" USING btree ("account_id","channel_id","external_id");--> statement-breakpoint
CREATE INDEX "chats_contact" ON "chats" USING btree ("account_id","contact_id");--> statement-breakpoint
CREATE INDEX "dialogue_reads_dialogue" ON "dialogue_reads" USING btree ("account_id","dialogue_id");--> statement-breakpoint
CREATE UNIQUE INDEX "dialogues_one_open" ON "dialogues" USING btree ("account_id","chat_id") WHERE status <> 'closed';--> statement-breakpoint
CREATE INDEX "dialogues_chat" ON "dialogues" USING btree ("account_id","chat_id","first_seq");--> statement-breakpoint
CREATE INDEX "dialogues_list" ON "dialogues" USING btree ("account_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "dialogues_assignee" ON "dialogues" USING btree ("account_id","assignee_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "dialogues_gate" ON "dialogues" USING btree ("account_id","opened_at") WHERE status in ('new', 'held');--> statement-breakpoint
CREATE INDEX "dialogues_backlog" ON "dialogues" USING btree ("account_id",coalesce(waiting_since, opened_at),"id") WHERE status = 'open' and assignee_id is null;--> statement-breakpoint
CREATE INDEX "dialogues_due" ON "dialogues" USING btree ("auto_close_at") WHERE status = 'open' and auto_close_at is not null;--> statement-breakpoint
CREATE INDEX "dialogues_channel" ON "dialogues" USING btree ("account_id","channel_id");--> statement-breakpoint
CREATE INDEX "files_message" ON "files" USING btree ("account_id","message_id");--> statement-breakpoint
CREATE INDEX "files_pending" ON "files" USING btree ("next_attempt_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "identities_contact" ON "identities" USING btree ("account_id","contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_seq" ON "messages" USING btree ("account_id","chat_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_external" ON "messages" USING btree ("account_id","channel_id","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_client" ON "messages" USING btree ("account_id","chat_id","client_id") WHERE client_id is not null;--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("account_id","channel_id","next_attempt_at") WHERE status in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "messages_lane" ON "messages" USING btree ("account_id","chat_id","seq") WHERE status in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "assignment_decisions_at" ON "assignment_decisions" USING brin ("at");--> statement-breakpoint
CREATE INDEX "assignment_decisions_dialogue" ON "assignment_decisions" USING btree ("account_id","dialogue_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "dialogue_counters_bucket" ON "dialogue_counters" USING btree ("account_id","status","channel_id","property_id",coalesce(department_id, '00000000-0000-0000-0000-000000000000'::uuid),coalesce(assignee_id, '00000000-0000-0000-0000-000000000000'::uuid));--> statement-breakpoint
CREATE INDEX "stream_events_at" ON "stream_events" USING brin ("at");--> statement-breakpoint
CREATE INDEX "stream_events_chat" ON "stream_events" USING btree ("account_id","chat_id","position");