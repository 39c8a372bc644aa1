"""The same two routes on FastAPI, SQLAlchemy and SQLite, as durable as ours: what the server is measured against."""
import json
import os
import uuid
from datetime import datetime, timezone

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from sqlalchemy import String, Text, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine(f"sqlite:///{os.environ['PEER_DATABASE']}", connect_args={"check_same_thread": False})


@event.listens_for(engine, "connect")
def durable(connection, _):
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


class Base(DeclarativeBase):
    pass


class Agent(Base):
    __tablename__ = "agents"
    id: Mapped[str] = mapped_column(String, primary_key=True)
    name: Mapped[str] = mapped_column(String, index=True)
    role: Mapped[str]
    system_prompt: Mapped[str] = mapped_column(Text)
    capabilities: Mapped[str] = mapped_column(Text, default="[]")
    status: Mapped[str] = mapped_column(String, default="idle")
    created_at: Mapped[str]


class AgentDraft(BaseModel):
    name: str = Field(min_length=1, max_length=255)
    role: str = Field(min_length=1, max_length=255)
    system_prompt: str = Field(min_length=10)
    capabilities: list[str] = []


def wire(agent: Agent) -> dict:
    return {
        "id": agent.id, "name": agent.name, "role": agent.role, "system_prompt": agent.system_prompt,
        "capabilities": json.loads(agent.capabilities), "status": agent.status, "created_at": agent.created_at,
    }


Base.metadata.create_all(engine)
app = FastAPI()


@app.get("/health")
def health():
    return {"status": "healthy"}


@app.post("/api/agents")
def create(draft: AgentDraft):
    with Session(engine) as session:
        agent = Agent(
            id=str(uuid.uuid4()), name=draft.name, role=draft.role, system_prompt=draft.system_prompt,
            capabilities=json.dumps(draft.capabilities), created_at=datetime.now(timezone.utc).isoformat())
        session.add(agent)
        session.commit()
        return wire(agent)


@app.get("/api/agents")
def agents(limit: int = 1000):
    with Session(engine) as session:
        return [wire(agent) for agent in session.scalars(select(Agent).limit(limit))]


@app.get("/api/agents/{id}")
def show(id: str):
    with Session(engine) as session:
        agent = session.get(Agent, id)
        if agent is None:
            raise HTTPException(404)
        return wire(agent)
